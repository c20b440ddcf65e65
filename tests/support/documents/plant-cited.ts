import { execFile } from "node:child_process"
import { promisify } from "node:util"
import type { Sql } from "postgres"
import type { Source } from "@/lib/types"

const run = promisify(execFile)

/** What is to be sealed, and for whom; `wrapped`: the key of the session, in hex. */
export type Asked = { session: string; message: string; wrapped: string; sources: Source[] }

/** Has the newest answer of all cite these passages, as if it had been given them. */
export async function plantSources(db: Sql, sources: Source[]): Promise<void> {
  const [answer] = await db<Omit<Asked, "sources">[]>`
    select session_id as session, m.id as message, encode(wrapped_key, 'hex') as wrapped
    from messages m join session_keys using (session_id)
    where role = 'assistant' order by m.created_at desc limit 1`
  const script = ["--conditions=react-server", "--import", "tsx", "tests/support/documents/seal-child.ts"]
  const { stdout } = await run(process.execPath, [...script, JSON.stringify({ ...answer, sources })])
  await db`update messages set sources = decode(${stdout}, 'hex') where id = ${answer?.message ?? null}`
}
