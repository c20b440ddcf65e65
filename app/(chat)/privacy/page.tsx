import type { Metadata } from "next"
import { ServerClock } from "@/components/chat/shell/clock"
import { ChatsEnd } from "@/components/chat/sidebar/chats-end"
import { PageLinks } from "@/components/chat/sidebar/page-links"
import { env } from "@/lib/server/env"
import { privacyNotice } from "@/lib/server/my-data/privacy-notice"
import { findSettings } from "@/lib/server/settings/settings"
import { frameWords } from "@/lib/words/frame"
import { words } from "@/lib/words/words"

export const metadata: Metadata = { title: frameWords.names.privacy }

export default async function PrivacyPage() {
  const { model } = await findSettings()
  const { version, sections } = privacyNotice({ ...env(), CHAT_MODEL: model })
  return (
    <div className="mx-auto flex w-full max-w-[44rem] flex-1 flex-col px-4 py-10 sm:px-6 sm:py-16">
      <h1 className="font-serif text-3xl">{frameWords.names.privacy}</h1>
      <p className="mt-2 text-ink-soft text-sm">{words.privacy.version(version)}</p>
      {sections.map(({ heading, paragraphs }) => (
        <section key={heading} className="mt-8">
          <h2 className="mb-1 font-serif text-xl">{heading}</h2>
          {paragraphs.map((paragraph) => (
            <p key={paragraph} className="mt-2 max-w-[65ch] text-pretty [overflow-wrap:anywhere]" dir="auto">
              {paragraph}
            </p>
          ))}
        </section>
      ))}
      <PageLinks className="-mx-2 mt-12 lg:hidden" />
      <ServerClock now={Date.now()}>
        <ChatsEnd />
      </ServerClock>
    </div>
  )
}
