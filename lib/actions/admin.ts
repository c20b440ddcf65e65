"use server"

import { z } from "zod"
import { passwordProblem } from "@/lib/password"
import type { LoginAttempt } from "@/lib/server/admin/login-limit"
import * as sessions from "@/lib/server/admin/sessions"
import * as signing from "@/lib/server/admin/sign-in"
import type { Outcome, Why } from "@/lib/words/refusals"
import { adminAction, NO_INPUT, openAction } from "./guard"

const password = z.string().min(1).max(4096)
const signInInput = z.object({ password })
const sessionInput = z.object({ id: z.uuid() })
const changeInput = z.object({ current: password, next: z.string().max(4096) })

const WRONG_PASSWORD: Why = { code: "wrong_password", about: "sign_in" }
const WRONG_CURRENT: Why = { code: "wrong_password", about: "change" }
const NO_SESSION: Why = { code: "not_found", about: "session" }

/** Signs an operator in. */
export const signIn = openAction(signInInput, WRONG_PASSWORD, async ({ password }) =>
  answerTo(await signing.signIn(password), WRONG_PASSWORD),
)

/** Signs the operator of this browser out. An operator who is signed out already stays so. */
export const signOut = openAction(...NO_INPUT, async () => {
  await signing.signOut()
  return { ok: true }
})

/** Ends one operator's session: another one, or this one. */
export const endSession = adminAction(sessionInput, NO_SESSION, async (admin, { id }) =>
  (await sessions.endAdminSession(admin, id)) ? { ok: true } : { ok: false, error: NO_SESSION },
)

/** Ends all operators' sessions but this one. */
export const endOtherSessions = adminAction(...NO_INPUT, async (admin) => ({
  ok: true,
  ended: await sessions.endOtherSessions(admin),
}))

/** Changes the operator's password; everybody else is signed out. */
export const changePassword = adminAction(changeInput, WRONG_CURRENT, async (admin, { current, next }) => {
  const problem = passwordProblem(next)
  if (problem) return { ok: false, error: { code: "invalid", about: "password", ...problem } }
  return answerTo(await signing.changePassword(admin, current, next), WRONG_CURRENT)
})

function answerTo(attempt: LoginAttempt, wrong: Why): Outcome<object> {
  if (attempt === "right") return { ok: true }
  return { ok: false, error: attempt === "wrong" ? wrong : throttled(attempt.retryAfter) }
}

function throttled(seconds: number): Why {
  return { code: "throttled", about: "passwords", minutes: Math.ceil(seconds / 60) }
}
