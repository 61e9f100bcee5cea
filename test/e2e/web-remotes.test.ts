import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { BrowserContextOptions, Page, Route } from 'playwright-core'
import { assertAccessible } from '../tools/accessible.ts'
import { nodeItem, playFleet, remoteItem } from '../tools/web-fleet.ts'
import { PHONE, webInterface, withoutWeb } from '../tools/web-interface.ts'
import type { WebInterface } from '../tools/web-interface.ts'

const BEFORE = `SHA256:${'a'.repeat(43)}`
const AFTERWARDS = `SHA256:${'b'.repeat(43)}`

const CHANGED_KEY = {
  status: 409,
  contentType: 'application/problem+json',
  json: {
    status: 409,
    code: 'untrusted',
    detail: 'The host key is not the one that was confirmed.',
    fingerprints: [{ type: 'ssh-ed25519', sha256: AFTERWARDS }],
    expected: BEFORE,
  },
}

/** A cluster of which one member is stopped and one does not answer, and a remote that is well. */
const NODES = [
  nodeItem(1),
  nodeItem(2, {
    status: 'unknown',
    problems: [
      {
        section: 'cpu',
        status: 'failed',
        kind: 'untrusted',
        reason: 'the host key is another one',
        hint: 'confirm it',
      },
    ],
  }),
  nodeItem(3, {
    status: 'offline',
    problems: [
      { section: 'cpu', status: 'failed', kind: 'unreachable', reason: 'no route', hint: 'look at its cable' },
    ],
  }),
  { ...nodeItem(4, { name: 'lab1', cluster: null }), remote_id: 2 },
]

const NOT_TOLD = { kind: 'untrusted', message: 'its cluster does not tell the key', hint: 'Set its address.' }

const SINCE = '2026-01-05T10:00:00.000Z'
const SILENCES: Readonly<Record<number, object>> = {
  2: { times: 1, since: SINCE, next_try_at: null },
  3: { times: 4, since: SINCE, next_try_at: '2026-01-05T10:02:30.000Z' },
}

/** Where they are reached: the first as it was added, the second where somebody said. */
const PLACES = [
  { node_id: 1, name: 'pve1', address: '192.0.2.1', port: null, address_set_by: 'operator' },
  { node_id: 2, name: 'pve2', address: 'gate.example', port: 2202, address_set_by: 'operator' },
  { node_id: 3, name: 'pve3', address: '192.0.2.3', port: null, address_set_by: 'cluster' },
].map((place) => ({
  ...place,
  status: 'online',
  stopped: place.node_id === 1 ? NOT_TOLD : null,
  silence: SILENCES[place.node_id] ?? null,
}))

describe('the remotes in the web interface', { skip: withoutWeb }, () => {
  let web: WebInterface

  before(async () => {
    web = await webInterface()
  })
  after(() => web.stop())

  /** A page on which `answer` plays what can be done with a remote; what it was sent is kept. */
  async function open(path: string, answer: (route: Route) => Promise<void>, options?: BrowserContextOptions) {
    const sent: unknown[] = []
    const play = async (page: Page): Promise<void> => {
      await playFleet(page, () => NODES, [remoteItem(1, 'prod'), { ...remoteItem(2, 'lab'), cluster: null }])
      await page.route(/\/api\/remotes\/\d+/, async (route) => {
        const request = route.request()
        if (request.method() === 'GET') return route.fulfill({ json: { ...remoteItem(1, 'prod'), members: PLACES } })
        sent.push([request.method(), new URL(request.url()).pathname, request.postDataJSON()])
        await answer(route)
      })
    }
    return { ...(await web.open(path, play, options)), sent }
  }
  const nothing = async (route: Route): Promise<void> => route.abort()
  const says = async (page: Page, row: string): Promise<string> =>
    (await page.getByRole('row', { name: row }).innerText()).replaceAll(/\s+/g, ' ')

  test('the list says how each remote does and why, and the page of one how each member does', async () => {
    for (const options of [{}, PHONE]) {
      const { page, faults } = await open('/remotes', nothing, options)
      assert.match(await says(page, 'prod'), /^prod partly connected · pve2: the host key is another one 1 of 3 online/)
      assert.match(await says(page, 'lab'), /^lab connected 1 of 1 online standalone/)
      await assertAccessible(page, 'the list of remotes')
      await page.getByRole('link', { name: 'prod' }).click()
      await page.getByRole('heading', { level: 1, name: 'prod' }).waitFor()
      await page.getByText('told by its cluster').waitFor()
      assert.match(
        await says(page, 'pve2'),
        /stopped the host key is another one confirm it Tried in vain once, on [^.]*2026[^.]*\.( |$)/,
      )
      assert.match(
        await says(page, 'pve3'),
        /offline 192\.0\.2\.3 told by its cluster does not answer no route look at its cable Tried in vain 4 times in a row, since [^.]*2026[^.]*\. Next try: [^.]*2026[^.]*\./,
      )
      assert.match(
        await says(page, 'pve1'),
        /online 192\.0\.2\.1 set here stopped its cluster does not tell the key Set its address\./,
      )
      await assertAccessible(page, 'the page of a remote')
      assert.deepEqual(faults, [])
    }
  })

  test('a test says how long the answer took, or what failed and the next step', async () => {
    const answers = [
      { json: { node: 'pve1', proxmox_version: '8.4.14', duration_ms: 214 } },
      { status: 422, json: { status: 422, code: 'auth', detail: 'pve1 refused the key.', hint: 'Look at it.' } },
    ]
    const { page, sent } = await open('/remotes/1', (route) => route.fulfill(answers[sent.length - 1] ?? {}))
    await page.getByRole('button', { name: 'Test' }).click()
    await page.getByText('pve1 answered in 214 ms: Proxmox VE 8.4.14.').waitFor()
    await page.getByRole('button', { name: 'Test' }).click()
    const note = page.getByRole('alert')
    await note.waitFor()
    assert.equal(await note.innerText(), 'pve1 refused the key.\nLook at it.')
    assert.equal(await page.getByText('answered in').count(), 0)
  })

  test('a changed host key is shown beside the one before, and tested again once confirmed', async () => {
    const answers = [
      CHANGED_KEY,
      { json: remoteItem(1, 'prod') },
      { json: { node: 'pve1', proxmox_version: null, duration_ms: 99 } },
    ]
    const { page, sent } = await open('/remotes/1', (route) => route.fulfill(answers[sent.length - 1] ?? {}))
    await page.getByRole('button', { name: 'Test' }).click()
    const dialog = page.getByRole('dialog', { name: '192.0.2.1 shows another key' })
    await dialog.getByText(BEFORE).waitFor()
    await dialog.getByText(AFTERWARDS).waitFor()
    await assertAccessible(page, 'the dialogue about a changed key')
    await dialog.getByRole('button', { name: 'trust it' }).click()
    await page.getByText('pve1 answered in 99 ms.').waitFor()
    assert.deepEqual(sent, [
      ['POST', '/api/remotes/1/test', null],
      ['PATCH', '/api/remotes/1', { ssh: { host_key_sha256: AFTERWARDS } }],
      ['POST', '/api/remotes/1/test', null],
    ])
  })

  test('what is changed is sent and nothing else; secrets are kept unless typed', async () => {
    const changed = { ...remoteItem(1, 'production'), address: '192.0.2.9', site: 'milan' }
    const answers = [CHANGED_KEY, { json: changed }]
    const { page, sent } = await open('/remotes/1', (route) => route.fulfill(answers[sent.length - 1] ?? {}))
    const save = page.getByRole('button', { name: 'Save' })
    const key = page.getByRole('textbox', { name: 'Private key' })
    assert.equal(await key.inputValue(), '')
    assert.equal(await key.getAttribute('placeholder'), 'kept as it is')
    assert.ok(await save.isDisabled())
    await page.getByRole('textbox', { name: 'Name' }).fill('production')
    await page.getByRole('textbox', { name: 'Address' }).fill('192.0.2.9')
    await page.getByRole('textbox', { name: 'Site' }).fill('milan')
    await save.click()
    await page.getByRole('dialog').getByRole('button', { name: 'trust it' }).click()
    await page.getByText('Saved.').waitFor()
    const change = { name: 'production', address: '192.0.2.9', site: 'milan' }
    assert.deepEqual(sent, [
      ['PATCH', '/api/remotes/1', change],
      ['PATCH', '/api/remotes/1', { ...change, ssh: { host_key_sha256: AFTERWARDS } }],
    ])
  })

  test('a sign-in without its secret is not sent, and says so', async () => {
    const { page, sent } = await open('/remotes/1', nothing)
    await page.getByRole('radio', { name: 'Password' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Enter the password.').waitFor()
    await assertAccessible(page, 'the form with its mistake')
    assert.deepEqual(sent, [])
  })

  test('a remote is removed only once its name was typed', async () => {
    const { page, sent } = await open('/remotes/1', (route) => route.fulfill({ status: 204 }))
    await page.getByRole('button', { name: 'Remove' }).click()
    const dialog = page.getByRole('dialog', { name: 'Remove prod?' })
    const remove = dialog.getByRole('button', { name: 'Remove' })
    assert.ok(await remove.isDisabled())
    await assertAccessible(page, 'the dialogue about removing')
    await page.keyboard.type('pro')
    await page.keyboard.press('Enter')
    assert.ok(await remove.isDisabled())
    await page.keyboard.type('d')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/remotes')
    assert.deepEqual(sent, [['DELETE', '/api/remotes/1', null]])
  })

  test('a member is moved once its key is confirmed, and goes back to where its cluster says', async () => {
    const place = PLACES[2] ?? assert.fail('no third member')
    const answers = [
      {
        status: 400,
        json: { status: 400, code: 'bad-parameter', detail: 'body.address: no', parameter: 'body.address' },
      },
      { ...CHANGED_KEY, json: { ...CHANGED_KEY.json, expected: null } },
      { json: place },
      { json: place },
    ]
    for (const options of [{}, PHONE]) {
      const { page, sent, faults } = await open(
        '/remotes/1',
        (route) => route.fulfill(answers[sent.length - 1] ?? {}),
        options,
      )
      await page.getByText('gate.example : 2202').waitFor()
      assert.match(await says(page, 'pve2'), /gate\.example : 2202 set here/)
      assert.equal(await page.getByRole('button', { name: 'Set address of pve1' }).count(), 0)
      await assertAccessible(page, 'the members')
      await page.getByRole('button', { name: 'Set address of pve3' }).click()
      const dialog = page.getByRole('dialog', { name: 'Where is pve3 reached?' })
      await dialog.getByLabel('Address').fill('')
      await dialog.getByLabel('SSH port').fill('x')
      await page.keyboard.press('Enter')
      await dialog.getByText('Enter the address of the member.').waitFor()
      await dialog.getByText('A port is a number from 1 to 65535.').waitFor()
      await assertAccessible(page, 'the address with mistakes')
      assert.deepEqual(sent, [])
      await dialog.getByLabel('Address').fill('pve3.example')
      await dialog.getByLabel('SSH port').fill('2203')
      await page.keyboard.press('Enter')
      await dialog.getByText('no', { exact: true }).waitFor()
      await page.keyboard.press('Enter')
      const trust = page.getByRole('dialog', { name: 'Is this pve3.example?' })
      await trust.getByText(AFTERWARDS).waitFor()
      await trust.getByRole('button', { name: 'trust it' }).click()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.getByRole('button', { name: 'Reset the address of pve2?' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Reset' }).click()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      const moved = { address: 'pve3.example', port: 2203 }
      assert.deepEqual(sent, [
        ['PATCH', '/api/remotes/1/members/3', moved],
        ['PATCH', '/api/remotes/1/members/3', moved],
        ['PATCH', '/api/remotes/1/members/3', { ...moved, host_key_sha256: AFTERWARDS }],
        ['PATCH', '/api/remotes/1/members/2', { address: null }],
      ])
      assert.deepEqual(
        faults.filter((fault) => !/status of 4\d\d/.test(fault)),
        [],
      )
    }
  })
})
