/** What a reply to a GET of this path holds, by the types that openapi-typescript makes of openapi.json. */
type Reply<Operation> = Operation extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } }
}
  ? Body
  : never

type Parameters<Operation> = Operation extends { get: { parameters: infer Some } }
  ? Pick<Some, keyof Some & Part>
  : never
type Part = 'path' | 'query'

/** Paths whose parameters have to be given, and those where they may be left out. */
type Asked<Operation> =
  object extends Parameters<Operation> ? [parameters?: Parameters<Operation>] : [parameters: Parameters<Operation>]

interface Given {
  readonly path?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
}

/** All it takes to use the API from TypeScript: `fetch`, and types made from the document. Throws the problem's sentence. */
export const clientOf =
  <Paths extends object>(address: string, token: string) =>
  async <Path extends keyof Paths & string>(
    path: Path,
    ...[given]: Asked<Paths[Path]>
  ): Promise<Reply<Paths[Path]>> => {
    const { path: inPath = {}, query = {} }: Given = given ?? {}
    const url = new URL(
      path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(inPath[name]))),
      address,
    )
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value))
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
    const body: unknown = await response.json()
    if (!response.ok) throw new Error((body as { detail: string }).detail)
    return body as Reply<Paths[Path]>
  }
