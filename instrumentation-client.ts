import { surviveTranslators } from "@/components/translated"

// Next runs this before React takes over the page.
surviveTranslators()
