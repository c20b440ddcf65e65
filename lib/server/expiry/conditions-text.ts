import "server-only"
import { env } from "../env"

/** SQL: seconds a row of `sessions` lives after its last activity. A visitor may only want less than the operator allows. */
export function lifetime(session: string): string {
  return `least(${session}.retention, ${env().RETENTION})`
}

/** SQL: when a row of `sessions` is over; never later than this process's `RETENTION`, whoever promised more. */
export function endOfSession(session: string): string {
  return `least(${session}.expires_at, ${longestEnd(session)})`
}

/** SQL: the row of `sessions` is not over. */
export function liveSession(session: string): string {
  return `${endOfSession(session)} > now()`
}

export function longestEnd(session: string): string {
  return `${session}.last_active_at + interval '${env().RETENTION} seconds'`
}

/** SQL: the row of `chats` is not over before its session: a temporary one lives only a while after its last message. */
export function liveChat(chat: string): string {
  return `(not ${chat}.temporary or ${endOfTemporary(chat)} > now())`
}

/** SQL: when a chat will be gone, unless something is written before. */
export function endOfChat(chat: string, session: string): string {
  return `least(${endOfSession(session)}, case when ${chat}.temporary then ${endOfTemporary(chat)} end)`
}

export function endOfTemporary(chat: string): string {
  return `${chat}.updated_at + interval '${env().TEMPORARY_RETENTION} seconds'`
}
