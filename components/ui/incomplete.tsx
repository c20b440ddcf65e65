import { failedWords } from "@/lib/words/failed"
import { Sentence } from "./sentence"

/**
 * Runs first: notes that a script of the page did not arrive, until a second try brings it. What is wanted only once the
 * page is there is missed by the part that wants it. The browser may tell of a script after it has said that the page is
 * loaded, so it is the scripts of that moment that count, and not what is told until then.
 */
export const INCOMPLETE_SCRIPT = `{
const {dataset}=document.documentElement,missing=new Set(),tell=()=>{if(missing.size)dataset.incomplete="";else delete dataset.incomplete}
let first
document.addEventListener("error",({target})=>{if(target.tagName==="SCRIPT"&&(!first||first.has(target))){missing.add(target.src);tell()}},true)
document.addEventListener("load",({target:{src}})=>{if(missing.delete(src))tell()},true)
addEventListener("load",()=>{first=new WeakSet(document.scripts)})
}`

/** What is said when a script did not arrive: without it the page would wait for ever. */
export function Incomplete() {
  return (
    <p role="alert" className="when-incomplete">
      <Sentence text={failedWords.incomplete} parts={{ reload: again }} />
    </p>
  )
}

function again(words: string) {
  return (
    // biome-ignore lint/a11y/useValidAnchor: the empty address is this page's own, with its query.
    <a href="" className="underline">
      {words}
    </a>
  )
}
