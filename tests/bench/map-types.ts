/*
 * The Map's modules beside those whose places they take in the tree of the bench: what both export has one type. Checked by
 * the compiler, listed whole by tests/unit/bench-map.test.ts.
 */

type Fits<Map extends { [Name in keyof Map]: Name extends keyof Real ? Real[Name] : unknown }, Real> = Map

export type Modules = [
  Fits<typeof import("./map/boot"), typeof import("@/lib/server/boot")>,
  Fits<typeof import("./map/chats/chats"), typeof import("@/lib/server/chats/chats")>,
  Fits<typeof import("./map/chats/delete"), typeof import("@/lib/server/chats/delete")>,
  Fits<typeof import("./map/chats/regenerate"), typeof import("@/lib/server/chats/regenerate")>,
  Fits<typeof import("./map/removal/question"), typeof import("@/lib/server/removal/question")>,
  Fits<typeof import("./map/chats/search"), typeof import("@/lib/server/chats/search")>,
  Fits<typeof import("./map/chats/send"), typeof import("@/lib/server/chats/send")>,
  Fits<typeof import("./map/cleanups/cleanup"), typeof import("@/lib/server/cleanups/cleanup")>,
  Fits<typeof import("./map/cleanups/status"), typeof import("@/lib/server/cleanups/status")>,
  Fits<typeof import("./map/messages/messages"), typeof import("@/lib/server/messages/messages")>,
  Fits<typeof import("./map/messages/versions"), typeof import("@/lib/server/messages/versions")>,
  Fits<typeof import("./map/sharing/answers"), typeof import("@/lib/server/sharing/answers")>,
  Fits<typeof import("./map/my-data/erase"), typeof import("@/lib/server/my-data/erase")>,
  Fits<typeof import("./map/my-data/export"), typeof import("@/lib/server/my-data/export")>,
  Fits<typeof import("./map/context/remembered"), typeof import("@/lib/server/context/remembered")>,
  Fits<typeof import("./map/recall/recall"), typeof import("@/lib/server/recall/recall")>,
  Fits<typeof import("./map/replies/finish"), typeof import("@/lib/server/replies/finish")>,
  Fits<typeof import("./map/replies/journal"), typeof import("@/lib/server/replies/journal")>,
  Fits<typeof import("./map/replies/lease"), typeof import("@/lib/server/replies/lease")>,
  Fits<typeof import("./map/sessions/create"), typeof import("@/lib/server/sessions/create")>,
  Fits<typeof import("./map/sessions/lifetime"), typeof import("@/lib/server/sessions/lifetime")>,
  Fits<typeof import("./map/sessions/session"), typeof import("@/lib/server/sessions/session")>,
  Fits<typeof import("./map/settings/settings"), typeof import("@/lib/server/settings/settings")>,
  Fits<typeof import("./map/summaries/summaries"), typeof import("@/lib/server/summaries/summaries")>,
  Fits<typeof import("./map/status/health"), typeof import("@/lib/server/status/health")>,
]
