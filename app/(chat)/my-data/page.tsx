import { Download } from "lucide-react"
import type { Metadata } from "next"
import { ServerClock } from "@/components/chat/shell/clock"
import { PageLinks } from "@/components/chat/sidebar/page-links"
import { EraseEverything } from "@/components/my-data/erase-everything"
import { Erasure } from "@/components/my-data/erasure"
import { KeepShorter } from "@/components/my-data/keep-shorter"
import { Kept } from "@/components/my-data/kept"
import { buttonClass } from "@/components/ui/button"
import { countStored, shorterThan } from "@/lib/server/my-data/erase"
import { endOfSession } from "@/lib/server/sessions/lifetime"
import { findSession, type Session } from "@/lib/server/sessions/session"
import { countInWords, durationInWords } from "@/lib/words/page"

export const metadata: Metadata = { title: "My data" }

export default async function MyDataPage() {
  const session = await findSession()
  return (
    <div className="mx-auto flex w-full max-w-[44rem] flex-1 flex-col px-4 py-10 sm:px-6 sm:py-16">
      <h1 className="font-serif text-3xl">My data</h1>
      <Erasure />
      <div className="flex-1">{session ? <Everything session={session} /> : <Nothing />}</div>
      <PageLinks className="-mx-2 mt-12 lg:hidden" />
    </div>
  )
}

function Nothing() {
  return (
    <p className="mt-4 max-w-[58ch] text-ink-soft">
      Nothing is stored. When you write your first message, your chats will be kept for this browser, and you
      can download and erase them here.
    </p>
  )
}

async function Everything({ session }: { session: Session }) {
  const { chats, messages } = await countStored(session)
  const spans = shorterThan(session.lifetime)
  const span = durationInWords(session.lifetime)
  return (
    <>
      <p className="mt-4 max-w-[58ch]">
        {countInWords(chats, "chat")} with {countInWords(messages, "message")}, sealed with a key made for you
        alone. Beside the words: times, lengths, and which model answered. No name, no address, no account.
      </p>
      <p className="mt-3 max-w-[58ch]">
        <ServerClock now={Date.now()}>
          <Kept until={endOfSession(session).toISOString()} />
        </ServerClock>
        Writing a message keeps everything for {span} from then on.
      </p>
      <Section heading="Take it with you">
        <p className="text-ink-soft">Everything that is stored for you, with all messages.</p>
        <p className="mt-4 flex flex-wrap gap-2">
          <a href="/api/my-data" download className={buttonClass("primary", "gap-2")}>
            <Download aria-hidden className="size-4" />
            Download my data
          </a>
          <a href="/api/my-data?format=html" download className={buttonClass("outline")}>
            Copy to read and print
          </a>
        </p>
      </Section>
      <Section heading="Be forgotten sooner">
        <p className="mb-4 text-ink-soft">
          {spans.length > 0
            ? "A shorter time cannot be made longer again, except by erasing everything."
            : `Everything is kept for ${span} after your last message. A shorter time cannot be chosen; you can erase everything at once.`}
        </p>
        <noscript>
          <p>Choosing a time needs JavaScript.</p>
        </noscript>
        <KeepShorter spans={spans} />
      </Section>
      <Section heading="Erase">
        <p className="mb-4 text-ink-soft">
          Removes all chats and messages, the key they are sealed with, and the cookie of this browser, at
          once and for good. What you write afterwards belongs to a new visitor. A single chat can be deleted
          in the list of chats, a temporary one on its own page.
        </p>
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
