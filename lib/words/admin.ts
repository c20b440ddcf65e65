import { admin } from "./en/admin"
import { charts } from "./en/charts"
import { dashboard } from "./en/dashboard"
import { figures } from "./en/figures"
import type { Words } from "./words"

/** What the operator's pages load of the catalogue in the browser. */
export const adminWords: Words["admin"] = admin
export const dashboardWords: Words["dashboard"] = dashboard
export const figuresWords: Words["figures"] = figures
export const chartsWords: Words["charts"] = charts
