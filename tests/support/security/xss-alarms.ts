import type { BrowserContext, Page } from "@playwright/test"

/** What went off: `ran`: a script of a payload; `fetched`: an address of one; `opened`: a window or another page; `refused`: the content policy had to step in. */
export type Alarm = { kind: "ran" | "fetched" | "opened" | "refused"; what: string }

/** Where the app itself goes. Anything else was asked for by a payload, on this host or another. */
const OWN =
  /^\/(?:$|chat\/[0-9a-f-]{36}|api\/|_next\/static\/|icon\.svg|favicon\.ico|my-data$|privacy$|admin(?:\/|$))/

/**
 * Listens in all pages of a context from their next navigation on: the returned list grows with every payload that runs,
 * calls a host, opens a window, leaves `origin` or is only held back by the content policy.
 */
export async function listenForAlarms(context: BrowserContext, origin: string): Promise<Alarm[]> {
  const alarms: Alarm[] = []
  const isOwn = (address: string) => isOfApp(address, origin)
  await context.exposeBinding("__alarm", (_, kind: Alarm["kind"], what: string) =>
    alarms.push({ kind, what }),
  )
  await context.addInitScript(hookPage)
  context.on("dialog", (dialog) => {
    alarms.push({ kind: "ran", what: `dialog: ${dialog.message()}` })
    void dialog.dismiss()
  })
  context.on("request", (request) => {
    if (!isOwn(request.url())) alarms.push({ kind: "fetched", what: request.url() })
  })
  const follow = (page: Page) =>
    page.on("framenavigated", (frame) => {
      if (!isOwn(frame.url())) alarms.push({ kind: "opened", what: frame.url() })
    })
  for (const page of context.pages()) follow(page)
  context.on("page", (page) => {
    if (context.pages().length > 1) alarms.push({ kind: "opened", what: page.url() })
    follow(page)
  })
  return alarms
}

/** Whether the app itself goes to this address. */
export function isOfApp(address: string, origin: string): boolean {
  const url = new URL(address)
  return address === "about:blank" || (url.origin === origin && OWN.test(url.pathname))
}

/** Runs in every frame before its first script. */
function hookPage() {
  const report = Reflect.get(window, "__alarm") as (kind: string, what: string) => void
  for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
    Reflect.set(window, name, (what: unknown) => report("ran", `${name}: ${what}`))
  }
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
    report("refused", `${violatedDirective}: ${blockedURI}`),
  )
}

/** Where visitors' and models' texts are shown. */
const PLACES = "[role=log],nav,header,h1,[role=alertdialog]"

/**
 * What a text cannot have put there harmlessly, within the places a selector names: elements that run, fetch or send,
 * attributes that do, links anywhere but to the web or a mailbox.
 */
export function findOffences(page: Page, places = PLACES): Promise<string[]> {
  return page.evaluate((within) => {
    const running = "script,iframe,frame,object,embed,form,meta,base,link,style,use,animate,set"
    const fetching = "img,image,video,audio,source,track,picture"
    const addresses = /^(?:src|srcset|srcdoc|action|formaction|data|poster|ping|background)$/i
    const found = document.querySelectorAll(`:is(${within}) *`)
    return [...new Set([...found].flatMap(offencesOf))]

    function offencesOf(element: Element): string[] {
      const offences = [...element.attributes].map((attribute) => offenceOf(element, attribute))
      if (element.matches(`${running},${fetching}`)) offences.push("element")
      return offences.filter(Boolean).map((offence) => `${offence}: ${element.outerHTML.slice(0, 120)}`)
    }

    function offenceOf(element: Element, { name, value }: Attr): string | undefined {
      if (/^on/i.test(name)) return "handler"
      if (addresses.test(name)) return "address"
      if (name === "style" && /url\(|expression|@import/i.test(value)) return "style"
      if (/href$/i.test(name) && !isHarmless(element, value)) return "link"
    }

    function isHarmless(element: Element, href: string): boolean {
      if (!(element instanceof HTMLAnchorElement)) return false
      if (href.startsWith("#")) return true
      if (!element.closest(".markdown")) return element.origin === location.origin && href.startsWith("/")
      const apart = element.target === "_blank" && element.rel === "noopener noreferrer nofollow"
      // An address that cannot be read leads nowhere.
      return apart && (/^(?:https?|mailto):$/.test(element.protocol) || !URL.canParse(element.href))
    }
  }, places)
}
