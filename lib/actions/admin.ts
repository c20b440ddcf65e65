"use server"

import { z } from "zod"
import { passwordProblem } from "@/lib/password"
import type { LoginAttempt } from "@/lib/server/admin/login-limit"
import { findAdmin, SIGNED_OUT } from "@/lib/server/admin/session"
import * as sessions from "@/lib/server/admin/sessions"
import * as door from "@/lib/server/admin/sign-in"
import { FOREIGN, isOwnPage } from "@/lib/server/http/same-origin"
import type { Refusal, Result } from "@/lib/types"
import { countInWords } from "@/lib/words/page"

const password = z.string().min(1).max(4096)
const signInInput = z.object({ password })
const sessionInput = z.object({ id: z.uuid() })
const changeInput = z.object({ current: password, next: z.string().max(4096) })

/** Signs an operator in. */
export async function signIn(input: z.input<typeof signInInput>): Promise<Result<object>> {
  if (!(await isOwnPage())) return FOREIGN
  const parsed = signInInput.safeParse(input)
  if (!parsed.success) return { ok: false, error: WRONG_PASSWORD }
  return answerTo(await door.signIn(parsed.data.password), WRONG_PASSWORD)
}

/** Signs the operator of this browser out. Whoever is signed out already stays so. */
export async function signOut(): Promise<Result<object>> {
  if (!(await isOwnPage())) return FOREIGN
  const admin = await findAdmin()
  await door.signOut(admin)
  return { ok: true }
}

/** Ends one operator's session: another one, or this one. */
export async function endSession(input: z.input<typeof sessionInput>): Promise<Result<object>> {
  if (!(await isOwnPage())) return FOREIGN
  const admin = await findAdmin()
  if (!admin) return SIGNED_OUT
  const parsed = sessionInput.safeParse(input)
  if (!parsed.success || !(await sessions.endAdminSession(admin, parsed.data.id)))
    return { ok: false, error: NO_SESSION }
  return { ok: true }
}

/** Ends all operators' sessions but this one. */
export async function endOtherSessions(): Promise<Result<{ ended: number }>> {
  if (!(await isOwnPage())) return FOREIGN
  const admin = await findAdmin()
  if (!admin) return SIGNED_OUT
  return { ok: true, ended: await sessions.endOtherSessions(admin) }
}

/** Changes the operator's password; everybody else is signed out. */
export async function changePassword(input: z.input<typeof changeInput>): Promise<Result<object>> {
  if (!(await isOwnPage())) return FOREIGN
  const admin = await findAdmin()
  if (!admin) return SIGNED_OUT
  const parsed = changeInput.safeParse(input)
  if (!parsed.success) return { ok: false, error: WRONG_CURRENT }
  const { current, next } = parsed.data
  const problem = passwordProblem(next)
  if (problem) return { ok: false, error: { code: "invalid", message: problem } }
  return answerTo(await door.changePassword(admin, current, next), WRONG_CURRENT)
}

function answerTo(attempt: LoginAttempt, wrong: Refusal): Result<object> {
  if (attempt === "right") return { ok: true }
  return { ok: false, error: attempt === "wrong" ? wrong : throttled(attempt.retryAfter) }
}

const WRONG_PASSWORD: Refusal = {
  code: "wrong_password",
  message: "This is not the password. Try again.",
}
const WRONG_CURRENT: Refusal = {
  code: "wrong_password",
  message: "This is not the current password, so nothing was changed. Try again.",
}
const NO_SESSION: Refusal = { code: "not_found", message: "This session has ended already." }

function throttled(seconds: number): Refusal {
  const wait = countInWords(Math.ceil(seconds / 60), "minute")
  return { code: "throttled", message: `There were too many wrong passwords. Try again in ${wait}.` }
}
