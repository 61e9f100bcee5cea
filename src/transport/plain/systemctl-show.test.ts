import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { parseSystemctlShow } from './systemctl-show.ts'

const sample = (name: string, property: string): (string | undefined)[] =>
  parseSystemctlShow(sharedText(`samples/systemctl_show/${name}.txt`)).map((unit) => unit.get(property))

describe('systemctl show', () => {
  it('separates units by empty lines, and values by the first =', () => {
    const units = parseSystemctlShow(
      'Id=a.service\nDescription=x=y\n\nId=b.service\nUnitFileState=\nnonsense\n\n\nNames=c\n',
    )
    assert.deepEqual(
      units.map((unit) => Object.fromEntries(unit)),
      [
        { Id: 'a.service', Description: 'x=y' },
        { Id: 'b.service', UnitFileState: '' },
      ],
    )
  })

  it('reads any text', () => {
    fc.assert(fc.property(fc.string(), (text) => parseSystemctlShow(`${text}\n\nId=a`).at(-1)?.get('Id') === 'a'))
  })

  it('reads the sample many-units-blank-line-separated', { skip: withoutShared }, () => {
    const name = 'many-units-blank-line-separated'
    assert.deepEqual(sample(name, 'Id'), ['postfix.service', 'postgresql.service', 'tuned.service'])
    assert.deepEqual(sample(name, 'ActiveState'), [undefined, undefined, 'active'])
  })

  it('reads the sample targets', { skip: withoutShared }, () => {
    assert.deepEqual(sample('targets', 'Id'), ['network.target', 'swap.target', 'paths.target', 'sockets.target'])
    assert.deepEqual(sample('targets', 'ActiveState'), ['active', 'active', 'active', 'active'])
  })
})
