import { admin } from "./en/admin"
import { answers } from "./en/answers"
import { audit } from "./en/audit"
import { charts } from "./en/charts"
import { chat } from "./en/chat"
import { chatMenu } from "./en/chat-menu"
import { dashboard } from "./en/dashboard"
import { documents } from "./en/documents"
import { exported } from "./en/export"
import { failed } from "./en/failed"
import { figures } from "./en/figures"
import { firstStep } from "./en/first-steps"
import { frame } from "./en/frame"
import { http } from "./en/http"
import { kiosk } from "./en/kiosk"
import { markdown } from "./en/markdown"
import { myData } from "./en/my-data"
import { page } from "./en/page"
import { privacy } from "./en/privacy"
import { rating } from "./en/rating"
import { refusals } from "./en/refusals"
import { sampleStarters, settings, starters } from "./en/settings"
import { sidebar } from "./en/sidebar"
import { sources } from "./en/sources"
import { status } from "./en/status"

/** Everything Alcove says in English, but for what operators read in a terminal. */
export const en = {
  ...page,
  frame,
  failed,
  chatMenu,
  kiosk,
  myData,
  chat,
  answers,
  rating,
  sidebar,
  sources,
  markdown,
  refusals,
  http,
  status,
  firstStep,
  privacy,
  exported,
  audit,
  settings,
  starters,
  sampleStarters,
  admin,
  dashboard,
  documents,
  figures,
  charts,
}
