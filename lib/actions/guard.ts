import "server-only"
import { z } from "zod"
import { type Admin, findAdmin, SIGNED_OUT } from "@/lib/server/admin/session"
import { Unavailable, withinDeadline } from "@/lib/server/db/client"
import { FOREIGN, isOwnPage } from "@/lib/server/http/same-origin"
import { findSession, type Session } from "@/lib/server/sessions/session"
import { log } from "@/lib/server/telemetry/log"
import type { Result } from "@/lib/types"
import { type Outcome, type Refused, refusalFor, type Why } from "@/lib/words/refusals"

/* Every action is made by one of these, which is held by tests/unit/actions.test.ts: nothing happens before its checks. */

/** What a page may call: its argument may be left out when the schema takes none. */
type Action<Input, T> = (
  ...given: undefined extends Input ? [input?: Input] : [input: Input]
) => Promise<Result<T>>

/** What is answered to input that does not parse. */
type Unreadable = Why | ((error: z.ZodError) => Why)

/** For an action that takes no input: what is sent is not looked at, so it is never refused. */
export const NO_INPUT: [z.ZodUnknown, Why] = [z.unknown(), { code: "invalid", about: "request" }]

/** An action that any visitor may call, with or without a session: own origin → parse → `act`. */
export function openAction<Schema extends z.ZodType, T extends object>(
  schema: Schema,
  unreadable: Unreadable,
  act: (input: z.output<Schema>) => Promise<Outcome<T>>,
): Action<z.input<Schema>, T> {
  return async (given?: unknown) => {
    if (!(await isOwnPage())) return inWords(FOREIGN)
    const parsed = schema.safeParse(given)
    if (!parsed.success) return inWords(refused(unreadable, parsed.error))
    return inWords(await unlessUnavailable(() => act(parsed.data)))
  }
}

/** What is refused before `act` is reached. */
type Refusals<Input> = {
  unreadable: Unreadable
  /** Why this input is refused to a stranger and to a visitor alike. */
  unfit?: (input: Input) => Why | undefined | Promise<Why | undefined>
  /** What is answered to a stranger: no session, or one that has expired or was erased. */
  stranger: Why
}

/** An action of a visitor with a session: own origin → parse → whether it is fit → the visitor's session → `act`. */
export function visitorAction<Schema extends z.ZodType, T extends object>(
  schema: Schema,
  { unreadable, unfit, stranger }: Refusals<z.output<Schema>>,
  act: (session: Session, input: z.output<Schema>) => Promise<Outcome<T>>,
): Action<z.input<Schema>, T> {
  return openAction(schema, unreadable, async (input) => {
    const error = await unfit?.(input)
    if (error) return { ok: false, error }
    const session = await findSession()
    return session ? act(session, input) : { ok: false, error: stranger }
  })
}

/** An action of an operator: own origin → signed in → parse → `act`. A stranger does not learn what would be read. */
export function adminAction<Schema extends z.ZodType, T extends object>(
  schema: Schema,
  unreadable: Unreadable,
  act: (admin: Admin, input: z.output<Schema>) => Promise<Outcome<T>>,
): Action<z.input<Schema>, T> {
  return async (given?: unknown) => {
    if (!(await isOwnPage())) return inWords(FOREIGN)
    const decide = async () => {
      const admin = await findAdmin()
      if (!admin) return SIGNED_OUT
      const parsed = schema.safeParse(given)
      return parsed.success ? act(admin, parsed.data) : refused(unreadable, parsed.error)
    }
    return inWords(await unlessUnavailable(decide))
  }
}

async function unlessUnavailable<T>(act: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await withinDeadline(act)
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    log().warn({ error }, "an action found no way to the database")
    return { ok: false, error: { code: "unavailable", about: "database" } }
  }
}

/** Here a refusal leaves the server, and gets its sentence. */
function inWords<T>(outcome: Outcome<T>): Result<T> {
  return outcome.ok ? outcome : { ok: false, error: refusalFor(outcome.error) }
}

function refused(unreadable: Unreadable, cause: z.ZodError): Refused {
  return { ok: false, error: typeof unreadable === "function" ? unreadable(cause) : unreadable }
}
