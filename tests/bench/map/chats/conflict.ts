import "server-only"
import type { Refusal } from "@/lib/types"

export type Refused = { ok: false; error: Refusal }
