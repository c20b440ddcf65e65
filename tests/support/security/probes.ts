import { v7 as uuid } from "uuid"
import { action, type Call } from "../app/client"

/** One way to ask a page, route or action for something: with an id that may be another visitor's, or for one's own. */
export type Probe = {
  /** As the build names it: the file of a page or route, or an action. */
  door: string
  id?: "chatId" | "messageId" | "replyId" | "title"
  call: (id: string) => Call
  /** What the owner finds in the answer: their own words, or that it was done. */
  owner?: ("question" | "answer" | "title" | "done")[]
  /** What an operator finds in the answer, and no visitor does. */
  operator?: string
}

const WRONG = "not the password"
const TEXT = "May I have a look at this conversation?"
const DONE = '"ok":true'
const SIGNED_IN = "Sign out"
const ID_OF = { chatId: "chatId", replyId: "messageId" }
const get = (path: string): Call => ({ path })

/** Every page, route and action of the app, with each id it takes. In this order for all, so what changes something comes last. */
export const PROBES: Probe[] = [
  { door: "/(chat)/page", call: () => get("/"), owner: ["title"] },
  {
    door: "/(chat)/chat/[id]/page",
    id: "chatId",
    call: (id) => get(`/chat/${id}`),
    owner: ["question", "answer", "title"],
  },
  { door: "/(chat)/my-data/page", call: () => get("/my-data") },
  { door: "/(chat)/privacy/page", call: () => get("/privacy") },
  { door: "/api/my-data/route", call: () => get("/api/my-data"), owner: ["question", "answer", "title"] },
  {
    door: "/api/my-data/route",
    call: () => get("/api/my-data?format=html"),
    owner: ["question", "answer", "title"],
  },
  { door: "/_not-found/page", call: () => get("/nothing-here") },
  { door: "/_global-error/page", call: () => get("/_global-error") },
  { door: "/icon.svg/route", call: () => get("/icon.svg") },
  { door: "/apple-icon.png/route", call: () => get("/apple-icon.png") },
  { door: "/favicon.ico/route", call: () => get("/favicon.ico") },
  { door: "/robots.txt/route", call: () => get("/robots.txt") },
  { door: "/api/health/route", call: () => get("/api/health") },
  { door: "/api/chats/[id]/reply/route", id: "chatId", call: (id) => get(`/api/chats/${id}/reply?after=0`) },
  // Its POST says whether a cookie came, whatever is in it: that is all it tells, and differs by that alone.
  { door: "/api/cookie/route", call: () => get("/api/cookie") },
  { door: "/api/cron/cleanup/route", call: () => get("/api/cron/cleanup") },
  { door: "/api/cron/cleanup/route", call: () => ({ path: "/api/cron/cleanup", method: "POST" }) },
  { door: "/admin/page", call: () => get("/admin?range=24h"), operator: SIGNED_IN },
  { door: "/admin/documents/page", call: () => get("/admin/documents"), operator: SIGNED_IN },
  {
    door: "/api/admin/documents/route",
    call: () => ({ path: "/api/admin/documents?name=probe.txt", method: "POST", body: "A file of a probe." }),
    operator: '"outcome"',
  },
  { door: "removeSample", call: () => action("removeSample"), operator: DONE },
  { door: "listDocuments", call: () => action("listDocuments"), operator: DONE },
  {
    door: "addText",
    call: () => action("addText", { title: "A probe", text: "Words of a probe." }),
    operator: DONE,
  },
  { door: "tryQuestion", call: () => action("tryQuestion", { question: "What is it?" }), operator: DONE },
  { door: "readDocumentAgain", call: () => action("readDocumentAgain", { id: uuid() }) },
  { door: "deleteDocument", call: () => action("deleteDocument", { id: uuid() }) },
  { door: "/admin/shared/page", call: () => get("/admin/shared"), operator: SIGNED_IN },
  { door: "/admin/settings/page", call: () => get("/admin/settings"), operator: SIGNED_IN },
  { door: "/admin/security/page", call: () => get("/admin/security"), operator: SIGNED_IN },
  { door: "/api/admin/stats/route", call: () => get("/api/admin/stats"), operator: '"totals"' },
  {
    door: "/api/admin/stats/route",
    call: () => get("/api/admin/stats?format=csv&range=30d"),
    operator: "sessions",
  },
  { door: "/api/metrics/route", call: () => get("/api/metrics") },
  { door: "listChats", call: () => action("listChats", {}), owner: ["title"] },
  { door: "searchChats", id: "title", call: (text) => action("searchChats", { text }), owner: ["title"] },
  {
    door: "listMessages",
    id: "chatId",
    call: (chatId) => action("listMessages", { chatId }),
    owner: ["question", "answer"],
  },
  { door: "readMemory", id: "chatId", call: (chatId) => action("readMemory", { chatId }), owner: ["done"] },
  { door: "stopReply", id: "chatId", call: (chatId) => action("stopReply", { chatId }), owner: ["done"] },
  {
    door: "renameChat",
    id: "chatId",
    call: (chatId) => action("renameChat", { chatId, title: "Mine now" }),
    owner: ["done"],
  },
  ...(["chatId", "messageId", "replyId"] as const).map(
    (id): Probe => ({
      door: "regenerateReply",
      id,
      call: (theirs) => {
        const ids = { chatId: uuid(), messageId: uuid(), replyId: uuid() }
        return action("regenerateReply", { ...ids, [id]: theirs })
      },
    }),
  ),
  ...(["chatId", "replyId"] as const).flatMap((id): Probe[] => {
    const input = (theirs: string) => ({ chatId: uuid(), messageId: uuid(), [ID_OF[id]]: theirs })
    return [
      { door: "showVersion", id, call: (theirs) => action("showVersion", { ...input(theirs), by: -1 }) },
      { door: "removeQuestion", id, call: (theirs) => action("removeQuestion", input(theirs)) },
      { door: "forgetRemembered", id, call: (theirs) => action("forgetRemembered", input(theirs)) },
    ]
  }),
  {
    door: "rateReply",
    id: "chatId",
    call: (chatId) => action("rateReply", { chatId, messageId: uuid(), rating: "good", shared: true }),
  },
  {
    door: "rateReply",
    id: "replyId",
    call: (messageId) => action("rateReply", { chatId: uuid(), messageId, rating: "poor", shared: true }),
  },
  ...(["chatId", "replyId"] as const).map(
    (id): Probe => ({
      door: "readSource",
      id,
      call: (theirs) =>
        action("readSource", { chatId: uuid(), messageId: uuid(), [ID_OF[id]]: theirs, number: 1 }),
    }),
  ),
  { door: "runCleanup", call: () => action("runCleanup", { dryRun: true }), operator: DONE },
  {
    door: "saveSetting",
    call: () => action("saveSetting", { name: "welcome", value: "Hello" }),
    operator: DONE,
  },
  { door: "testModel", call: () => action("testModel", { model: "m", temperature: "none" }), operator: DONE },
  { door: "seeShared", call: () => action("seeShared", { cursor: "1" }), operator: DONE },
  { door: "endSession", call: () => action("endSession", { id: uuid() }) },
  { door: "endOtherSessions", call: () => action("endOtherSessions"), operator: DONE },
  {
    door: "changePassword",
    call: () => action("changePassword", { current: WRONG, next: `${WRONG} at all` }),
  },
  { door: "signIn", call: () => action("signIn", { password: WRONG }) },
  { door: "signOut", call: () => action("signOut"), operator: DONE },
  { door: "deleteChat", id: "chatId", call: (chatId) => action("deleteChat", { chatId }), owner: ["done"] },
  {
    door: "sendMessage",
    id: "messageId",
    call: (messageId) => action("sendMessage", { chatId: uuid(), messageId, text: TEXT }),
  },
  {
    door: "sendMessage",
    id: "chatId",
    call: (chatId) => action("sendMessage", { chatId, messageId: uuid(), text: TEXT }),
    owner: ["done"],
  },
  { door: "keepShorter", call: () => action("keepShorter", { retention: 86_400 }), owner: ["done"] },
  { door: "isRememberedAcross", call: () => action("isRememberedAcross"), owner: ["done"] },
  { door: "rememberAcross", call: () => action("rememberAcross", { on: true }), owner: ["done"] },
  { door: "eraseEverything", call: () => action("eraseEverything"), owner: ["done"] },
]
