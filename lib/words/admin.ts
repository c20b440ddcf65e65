import { admin } from "./en/admin"
import { charts } from "./en/charts"
import { dashboard } from "./en/dashboard"
import { documents } from "./en/documents"
import { figures } from "./en/figures"
import type { Words } from "./words"

/** What the operator's pages load of the catalogue in the browser. */
export const adminWords: Words["admin"] = admin
export const dashboardWords: Words["dashboard"] = dashboard
export const documentsWords: Words["documents"] = documents
export const figuresWords: Words["figures"] = figures
export const chartsWords: Words["charts"] = charts
