"use server"

import { z } from "zod"
import { passwordProblem } from "@/lib/password"
import type { LoginAttempt } from "@/lib/server/admin/login-limit"
import { findAdmin } from "@/lib/server/admin/session"
import * as sessions from "@/lib/server/admin/sessions"
import * as door from "@/lib/server/admin/sign-in"
import type { Refusal, Result } from "@/lib/types"
import { countInWords } from "@/lib/words/page"
import { adminAction, NO_INPUT, openAction } from "./guard"

const password = z.string().min(1).max(4096)
const signInInput = z.object({ password })
const sessionInput = z.object({ id: z.uuid() })
const changeInput = z.object({ current: password, next: z.string().max(4096) })

const WRONG_PASSWORD: Refusal = {
  code: "wrong_password",
  message: "This is not the password. Try again.",
}
const WRONG_CURRENT: Refusal = {
  code: "wrong_password",
  message: "This is not the current password, so nothing was changed. Try again.",
}
const NO_SESSION: Refusal = { code: "not_found", message: "This session has ended already." }

/** Signs an operator in. */
export const signIn = openAction(signInInput, WRONG_PASSWORD, async ({ password }) =>
  answerTo(await door.signIn(password), WRONG_PASSWORD),
)

/** Signs the operator of this browser out. An operator who is signed out already stays so. */
export const signOut = openAction(...NO_INPUT, async () => {
  await door.signOut(await findAdmin())
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
  if (problem) return { ok: false, error: { code: "invalid", message: problem } }
  return answerTo(await door.changePassword(admin, current, next), WRONG_CURRENT)
})

function answerTo(attempt: LoginAttempt, wrong: Refusal): Result<object> {
  if (attempt === "right") return { ok: true }
  return { ok: false, error: attempt === "wrong" ? wrong : throttled(attempt.retryAfter) }
}

function throttled(seconds: number): Refusal {
  const wait = countInWords(Math.ceil(seconds / 60), "minute")
  return { code: "throttled", message: `There were too many wrong passwords. Try again in ${wait}.` }
}
