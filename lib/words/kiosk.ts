import { kiosk } from "./en/kiosk"
import type { Words } from "./words"

/** What is said on a shared computer. */
export const kioskWords: Words["kiosk"] = kiosk
