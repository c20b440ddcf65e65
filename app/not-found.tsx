import { OpeningWaits } from "@/components/chat/connecting"
import { NothingHere } from "@/components/chat/nothing-here"

export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col">
      <OpeningWaits />
      <NothingHere />
    </main>
  )
}
