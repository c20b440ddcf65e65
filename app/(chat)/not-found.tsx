export { NothingHere as default } from "@/components/chat/nothing-here"
