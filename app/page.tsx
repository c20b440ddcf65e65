export default function Page() {
  return <main>Alcove</main>
}
