import { chatWords } from "@/lib/words/chat"
import { Sentence } from "../../ui/sentence"

/** What is said where no scripts run: what does not work there, and what does. Its links load whole pages. */
export function WithoutScripts() {
  return (
    <noscript>
      <p className="mx-auto mt-6 w-full max-w-[44rem] px-4 text-pretty sm:px-6">
        <Sentence
          text={chatWords.frame.withoutScripts}
          parts={{ privacy: linkTo("/privacy"), myData: linkTo("/my-data") }}
        />
      </p>
    </noscript>
  )
}

function linkTo(href: string) {
  return (words: string) => (
    <a href={href} className="underline">
      {words}
    </a>
  )
}
