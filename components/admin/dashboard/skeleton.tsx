import { adminWords, dashboardWords } from "@/lib/words/admin"

/** The shape of the dashboard while its figures are on their way. */
export function DashboardSkeleton() {
  return (
    <>
      <h1 className="font-serif text-3xl">{adminWords.pages.overview}</h1>
      <output className="sr-only">{dashboardWords.loading}</output>
      <div
        aria-hidden
        className="breathing mt-24 grid grid-cols-2 gap-x-6 gap-y-8 sm:grid-cols-3 lg:grid-cols-5"
      >
        {[
          "sessions",
          "chats",
          "messages",
          "answers",
          "tokens",
          "cost",
          "errors",
          "ratings",
          "words",
          "whole",
        ].map((figure) => (
          <div key={figure}>
            <div className="h-4 w-20 rounded bg-surface-2" />
            <div className="mt-2 h-10 w-28 rounded bg-surface-2" />
            <div className="mt-2 h-4 w-32 rounded bg-surface-2" />
          </div>
        ))}
      </div>
    </>
  )
}
