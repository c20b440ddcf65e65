import Link from "next/link"
import { buttonClass } from "../ui/button"
import { PageLinks } from "./page-links"

/** What is said where a chat is not, or is not the visitor's: the same words for both. */
export function NothingHere() {
  return (
    <div className="mx-auto flex w-full max-w-[36rem] flex-1 flex-col justify-center gap-4 px-6 py-16">
      <h1 className="font-serif text-3xl">There is nothing here</h1>
      <p className="text-pretty text-ink-soft">
        The address may be mistyped. If it is a chat's, that chat was deleted, its time ran out, or it belongs
        to another browser: chats can only be read in the browser they were written in.
      </p>
      <p>
        <Link href="/" prefetch={false} className={buttonClass("primary")}>
          New chat
        </Link>
      </p>
      <PageLinks className="-mx-2" />
    </div>
  )
}
