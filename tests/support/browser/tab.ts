import { vi } from "vitest"

/** What a module of the page finds around it in one tab of a browser. */
export class Tab {
  static readonly all = new Set<Tab>()
  readonly window = new EventTarget()
  readonly document = Object.assign(new EventTarget(), { visibilityState: "visible" })
  readonly hears = new Set<(message: MessageEvent) => void>()

  constructor() {
    Tab.all.add(this)
  }

  /** Does something as this tab. */
  run<T>(act: () => T): T {
    vi.stubGlobal("window", this.window)
    vi.stubGlobal("document", this.document)
    const { hears } = this
    // Who crashed says nothing any more.
    const others = () => (Tab.all.has(this) ? [...Tab.all].filter((tab) => tab !== this) : [])
    class Channel {
      addEventListener = (_: string, hear: (message: MessageEvent) => void) => hears.add(hear)
      removeEventListener = (_: string, hear: (message: MessageEvent) => void) => hears.delete(hear)
      postMessage(data: object) {
        for (const tab of others()) queueMicrotask(() => tab.receive(data))
      }
    }
    vi.stubGlobal("BroadcastChannel", Channel)
    return act()
  }

  /** Something happens to its window, or to what it shows. */
  happens(event: string): void {
    this.run(() => this.window.dispatchEvent(new Event(event)))
  }

  /** Comes to the front, or goes behind another one. */
  show(visible: boolean): void {
    this.document.visibilityState = visible ? "visible" : "hidden"
    this.run(() => this.document.dispatchEvent(new Event("visibilitychange")))
  }

  /** Ends without a word, as a crash does. */
  crash(): void {
    Tab.all.delete(this)
  }

  private receive(data: object): void {
    if (!Tab.all.has(this)) return
    const message = new MessageEvent("message", { data })
    this.run(() => {
      for (const hear of this.hears) hear(message)
    })
  }
}
