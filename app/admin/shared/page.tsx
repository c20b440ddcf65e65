import type { Metadata } from "next"
import { Frame } from "@/components/admin/frame"
import { AnswerCard } from "@/components/admin/shared/answer-card"
import { NothingShared } from "@/components/admin/shared/nothing-shared"
import { Pages } from "@/components/admin/shared/pages"
import { Seen } from "@/components/admin/shared/seen"
import { SignIn } from "@/components/admin/sign-in"
import { findAdmin } from "@/lib/server/admin/session"
import { env } from "@/lib/server/env"
import { listShared } from "@/lib/server/sharing/answers"
import { countNewShared, findSharedSeen } from "@/lib/server/sharing/seen"
import { adminWords } from "@/lib/words/admin"

export const metadata: Metadata = { title: adminWords.pages.shared }

type Props = { searchParams: Promise<{ after?: string | string[] }> }

export default async function SharedPage({ searchParams }: Props) {
  if (!(await findAdmin())) return <SignIn />
  const { after } = await searchParams
  const [seen, news] = await Promise.all([findSharedSeen(), countNewShared()])
  const { answers, next } = await listShared({ after: typeof after === "string" ? after : undefined })
  const [newest] = answers
  const { CHAT_TITLE, TIME_ZONE } = env()
  return (
    <Frame current="/admin/shared" title={CHAT_TITLE} news={news}>
      <h1 className="font-serif text-3xl">{adminWords.pages.shared}</h1>
      <p className="mt-2 max-w-[65ch] text-ink-soft">{adminWords.shared.text}</p>
      {answers.length === 0 ? (
        <NothingShared />
      ) : (
        <ol className="mt-8 flex max-w-[46rem] flex-col gap-6">
          {answers.map((answer) => (
            <li key={answer.cursor}>
              <AnswerCard answer={answer} isNew={Number(answer.cursor) > seen} timeZone={TIME_ZONE} />
            </li>
          ))}
        </ol>
      )}
      {newest && Number(newest.cursor) > seen && <Seen cursor={newest.cursor} />}
      <Pages isFirst={after === undefined} next={next} />
    </Frame>
  )
}
