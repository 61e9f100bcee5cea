import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fakeClock } from '../lib/clock.ts'
import { FailureError } from '../model/failure.ts'
import type { Asked, Run } from '../model/transcript.ts'
import { heard } from './heard.ts'
import { heardApi, hearingFor } from './https/heard-api.ts'
import { overSsh } from './over-ssh.ts'
import type { Link, Section, SectionReply } from './section.ts'

const AT = Date.UTC(2026, 0, 1)

const output = (stdout: string, exit = 0, stderr = ''): SectionReply => ({ exit, stdout, stderr, milliseconds: 30 })

/** What is heard of an exchange that is answered like this. */
async function heardOf(sections: readonly Section[], replies: readonly SectionReply[]): Promise<readonly Asked[]> {
  const all: Asked[] = []
  const link: Link = { exchange: () => Promise.resolve(replies), close: () => undefined }
  const same = await heard(link, (asked) => all.push(...asked), fakeClock(AT)).exchange(sections)
  assert.equal(same, replies)
  return all
}

const FILE: Section = { kind: 'file', name: '/etc/pve/.members' }
const get = (path: string) => ({ path, args: {} })

describe('what is heard of a link', () => {
  it('is what was asked, over which rung, how it ended, how long it took and what it said', async () => {
    assert.deepEqual(await heardOf([FILE], [output('{"nodename":"pve1"}')]), [
      {
        question: '/etc/pve/.members',
        via: 'ssh-plain',
        at: AT,
        durationMs: 30,
        exit: 0,
        output: '{"nodename":"pve1"}',
        isCut: false,
        failure: null,
      },
    ])
  })

  it('is the beginning of what went well, and more of what did not, without secrets', async () => {
    const [good, bad] = await heardOf(
      [FILE, { kind: 'get', get: get('/nodes/pve1/status') }],
      [output('x'.repeat(5000)), output('y'.repeat(9000), 255, 'cipassword: hunter2\n')],
    )
    assert.deepEqual([good?.output.length, good?.isCut, good?.via], [400, true, 'ssh-plain'])
    assert.deepEqual([bad?.exit, bad?.isCut, bad?.via], [255, true, 'ssh-pvesh'])
    assert.match(bad?.output ?? '', /^cipassword: \[hidden\]\ny{3000}/)
  })

  it('is of many reads in one how many were answered, and what was said to the others', async () => {
    const replies = [
      { status: 200, data: {} },
      { status: 500, message: 'no such guest\n' },
    ]
    const section: Section = { kind: 'execute', node: 'pve1', gets: [get('/a'), get('/b')] }
    const [asked] = await heardOf([section], [output(JSON.stringify(replies))])
    assert.equal(asked?.question, '/a /b')
    assert.match(asked.output, /^1 of 2 reads were answered\n\/b: .*no such guest/)
  })

  it('is why nothing came back, of one part or of all of it', async () => {
    const [asked] = await heardOf([FILE], [new FailureError('timeout', 'no answer within 10 s', 'wait')])
    assert.deepEqual(
      [asked?.exit, asked?.failure],
      [null, { kind: 'timeout', message: 'no answer within 10 s', hint: 'wait' }],
    )
    const all: Asked[] = []
    const dead: Link = {
      exchange: () => Promise.reject(new FailureError('unreachable', 'gone')),
      close: () => undefined,
    }
    await assert.rejects(heard(dead, (more) => all.push(...more), fakeClock(AT)).exchange([FILE, FILE]))
    assert.deepEqual(
      all.map(({ failure }) => failure?.kind),
      ['unreachable', 'unreachable'],
    )
  })
})

describe('a transport that is listened to', () => {
  it('over SSH begins a run with each look, which keeps it, and one with each live round', async () => {
    const kinds: Run['kind'][] = []
    const link: Link = {
      exchange: (sections) => Promise.resolve(sections.map(() => output('host pve1\nhas pvesh'))),
      close: () => undefined,
    }
    const transport = overSsh(link, (kind) => {
      kinds.push(kind)
      return link
    })
    await transport.identify()
    transport.portsOf('pve1', 'course')
    transport.portsOf('pve1')
    transport.portsOf('pve1')
    assert.deepEqual(kinds, ['look', 'course', 'live'])
  })

  it('over HTTPS tells what was asked and why it failed, and not what was answered', async () => {
    const all: string[] = []
    const hearing = hearingFor({
      begin: (kind) => (asked) => {
        for (const one of asked) all.push(`${kind} ${one.question} ${one.output}${one.failure?.message ?? ''}`)
      },
    })
    let data: unknown = [1, 2]
    const api = heardApi(
      {
        get: () =>
          data === null
            ? Promise.reject(new FailureError('forbidden', 'no'))
            : Promise.resolve({ data, milliseconds: 5 }),
        close: () => undefined,
      },
      hearing.ear,
      fakeClock(AT),
    )
    hearing.looking()
    await api.get(get('/version'), 1)
    hearing.reading()
    hearing.beginning('course')([])
    await api.get(get('/nodes'), 1)
    hearing.reading()
    data = null
    await assert.rejects(api.get(get('/cluster/resources'), 1))
    assert.deepEqual(all, ['look /version 2 rows', 'look /nodes 2 rows', 'live /cluster/resources no'])
  })
})
