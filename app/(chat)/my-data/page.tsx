import { Download } from "lucide-react"
import type { Metadata } from "next"
import { ServerClock } from "@/components/chat/shell/clock"
import { PageLinks } from "@/components/chat/sidebar/page-links"
import { AcrossChats } from "@/components/my-data/across-chats"
import { EraseEverything } from "@/components/my-data/erase-everything"
import { Erasure } from "@/components/my-data/erasure"
import { KeepShorter } from "@/components/my-data/keep-shorter"
import { Kept } from "@/components/my-data/kept"
import { buttonClass } from "@/components/ui/button"
import { countStored, shorterThan } from "@/lib/server/my-data/erase"
import { endOfSession } from "@/lib/server/sessions/lifetime"
import { findSession, type Session } from "@/lib/server/sessions/session"
import { frameWords } from "@/lib/words/frame"
import { myDataWords } from "@/lib/words/my-data"

const words = myDataWords
const { copy, across, shorter, erase } = words

export const metadata: Metadata = { title: frameWords.names.myData }

export default async function MyDataPage() {
  const session = await findSession()
  return (
    <div className="mx-auto flex w-full max-w-[44rem] flex-1 flex-col px-4 py-10 sm:px-6 sm:py-16">
      <h1 className="font-serif text-3xl">{frameWords.names.myData}</h1>
      <Erasure />
      <div className="flex-1">{session ? <Everything session={session} /> : <Nothing />}</div>
      <PageLinks className="-mx-2 mt-12 lg:hidden" />
    </div>
  )
}

function Nothing() {
  return <p className="mt-4 max-w-[58ch] text-ink-soft">{words.nothing}</p>
}

async function Everything({ session }: { session: Session }) {
  const { chats, messages } = await countStored(session)
  const spans = shorterThan(session.lifetime)
  return (
    <>
      <p className="mt-4 max-w-[58ch]">{words.stored({ chats, messages })}</p>
      {session.isUnreadable && <p className="mt-3 max-w-[58ch] font-semibold">{words.unreadable}</p>}
      <p className="mt-3 max-w-[58ch]">
        <ServerClock now={Date.now()}>
          <Kept until={endOfSession(session).toISOString()} />
        </ServerClock>
        {words.prolonged(session.lifetime)}
      </p>
      <Section heading={copy.heading}>
        <p className="text-ink-soft">{copy.text}</p>
        <p className="mt-4 flex flex-wrap gap-2">
          <a href="/api/my-data" download className={buttonClass("primary", "gap-2")}>
            <Download aria-hidden className="size-4" />
            {copy.download}
          </a>
          <a href="/api/my-data?format=html" download className={buttonClass("outline")}>
            {copy.readable}
          </a>
        </p>
      </Section>
      <Section heading={across.heading}>
        <p className="mb-2 text-ink-soft">{across.text}</p>
        <noscript>
          <p>{across.withoutScripts(session.acrossChats === true)}</p>
        </noscript>
        <AcrossChats atFirst={session.acrossChats === true} />
      </Section>
      <Section heading={shorter.heading}>
        <p className="mb-4 text-ink-soft">
          {spans.length > 0 ? shorter.text : shorter.impossible(session.lifetime)}
        </p>
        <noscript>
          <p>{shorter.withoutScripts}</p>
        </noscript>
        <KeepShorter spans={spans} />
      </Section>
      <Section heading={erase.heading}>
        <p className="mb-4 text-ink-soft">{erase.text}</p>
        <EraseEverything />
      </Section>
    </>
  )
}

function Section({ heading, children }: { heading: string; children: React.ReactNode }) {
  return (
    <section className="mt-10 max-w-[58ch] border-line border-t pt-6">
      <h2 className="mb-2 font-serif text-xl">{heading}</h2>
      {children}
    </section>
  )
}
