import { v7 as uuidv7 } from "uuid"
import type { Sql } from "@/drizzle/client"
import { searchChats } from "@/lib/server/chats/search"
import { bodyAssociatedData, titleAssociatedData } from "@/lib/server/crypto/associated-data"
import { seal } from "@/lib/server/crypto/seal"
import { createSession } from "@/lib/server/sessions/create"
import { type Figures, measure } from "./measure"

const CHATS = 500
const MESSAGES = 20
const SEARCHES = 20

/** A visitor's search for words that are in the oldest of their 500 chats of 20 messages: every message is opened. */
export async function benchSearch(sql: Sql, text: string): Promise<Figures> {
  const session = await createSession(null)
  if (!session) throw new Error("no session was made")
  for (let number = 0; number < CHATS; number++) {
    const chat = uuidv7()
    const title = seal(session.key, titleAssociatedData(session, chat), "Bench")
    await sql`
      insert into chats (session_id, id, title, revision, updated_at)
      values (${session.id}, ${chat}, ${title}, 1, now() - make_interval(mins => ${number}))`
    const rows = Array.from({ length: MESSAGES }, (_, at) => {
      const row = { id: uuidv7(), role: at % 2 ? "assistant" : "user" }
      const words = number === CHATS - 1 && at === 0 ? "the needle in the haystack" : text
      const body = seal(session.key, bodyAssociatedData(session, row), words)
      return {
        ...row,
        session_id: session.id,
        chat_id: chat,
        position: at + 1,
        status: "complete",
        body,
        tokens: 60,
      }
    })
    await sql`insert into messages ${sql(rows)}`
  }
  await sql`vacuum analyze messages, chats`
  const search = async () => {
    const found = await searchChats(session, "needle haystack")
    if (found.length !== 1) throw new Error("it was not found")
    return found.length
  }
  return measure(search, SEARCHES, 1, 1)
}
