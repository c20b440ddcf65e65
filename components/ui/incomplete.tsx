/** Runs first: notes that a script of the page did not arrive. What is loaded later is missed by whoever wants it. */
export const INCOMPLETE_SCRIPT =
  'const m=({target:t})=>{if(t.tagName==="SCRIPT")document.documentElement.dataset.incomplete=""};' +
  'addEventListener("error",m,true);addEventListener("load",()=>removeEventListener("error",m,true))'

/** What is said when a script did not arrive: without it the page would wait for ever. */
export function Incomplete() {
  return (
    <p role="alert" className="when-incomplete">
      This page did not arrive completely, so it may not work.{" "}
      {/* biome-ignore lint/a11y/useValidAnchor: the empty address is this page's own, with its query. */}
      <a href="" className="underline">
        Reload
      </a>
    </p>
  )
}
