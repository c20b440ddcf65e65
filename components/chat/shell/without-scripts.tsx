/** What is said where no scripts run: what does not work there, and what does. Its links load whole pages. */
export function WithoutScripts() {
  return (
    <noscript>
      <p className="mx-auto mt-6 w-full max-w-[44rem] px-4 text-pretty sm:px-6">
        Writing here needs JavaScript, which is switched off in this browser. Switch it on for this site, then
        reload. Without it you can still read the{" "}
        <a href="/privacy" className="underline">
          privacy notice
        </a>{" "}
        and download or erase{" "}
        <a href="/my-data" className="underline">
          your data
        </a>
        .
      </p>
    </noscript>
  )
}
