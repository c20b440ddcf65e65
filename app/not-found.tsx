import { OpeningWaits } from "@/components/chat/reply/connecting"
import { NothingHere } from "@/components/chat/shell/nothing-here"

export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col">
      <OpeningWaits />
      <NothingHere />
    </main>
  )
}
