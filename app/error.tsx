"use client"
import { OpeningWaits } from "@/components/chat/reply/connecting"
import { forgetOpening } from "@/components/requests"
import { Button, buttonClass } from "@/components/ui/button"
import { WholePageLink } from "@/components/ui/whole-page-link"
import { failedWords } from "@/lib/words/failed"
import { frameWords } from "@/lib/words/frame"

export default function ErrorPage({ reset }: { reset: () => void }) {
  return (
    <>
      <OpeningWaits />
      <main className="mx-auto flex min-h-dvh max-w-[36rem] flex-col justify-center gap-4 px-6">
        <h1 className="font-serif text-3xl">{failedWords.heading}</h1>
        <p className="text-ink-soft">{failedWords.text}</p>
        <p className="flex flex-wrap gap-2">
          <Button
            look="primary"
            onClick={() => {
              forgetOpening()
              reset()
            }}
          >
            {failedWords.again}
          </Button>
          {/* A whole new page: the one at hand is what failed. */}
          <WholePageLink href="/" className={buttonClass("outline")}>
            {frameWords.names.newChat}
          </WholePageLink>
          <WholePageLink href="/privacy" className={buttonClass("quiet")}>
            {frameWords.names.privacy}
          </WholePageLink>
        </p>
      </main>
    </>
  )
}
