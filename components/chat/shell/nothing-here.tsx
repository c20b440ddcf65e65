import { frameWords } from "@/lib/words/frame"
import { buttonClass } from "../../ui/button"
import { WholePageLink } from "../../ui/whole-page-link"

const { names, nothingHere } = frameWords

/**
 * What is said where a chat is not, or is not the visitor's: the same words for both. Its links load a whole new page: this
 * one was drawn in the browser alone, without what the server puts before a page.
 */
export function NothingHere() {
  return (
    <div className="mx-auto flex w-full max-w-[36rem] flex-1 flex-col justify-center gap-4 px-6 py-16">
      <h1 className="font-serif text-3xl">{nothingHere.heading}</h1>
      <p className="text-pretty text-ink-soft">{nothingHere.text}</p>
      <p>
        <WholePageLink href="/" className={buttonClass("primary")}>
          {names.newChat}
        </WholePageLink>
      </p>
      <p className="-mx-2">
        <WholePageLink href="/my-data" className={buttonClass("quiet")}>
          {names.myData}
        </WholePageLink>
        <WholePageLink href="/privacy" className={buttonClass("quiet")}>
          {names.privacy}
        </WholePageLink>
      </p>
    </div>
  )
}
