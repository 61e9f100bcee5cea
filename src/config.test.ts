import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { temporaryFolder } from '../test/tools/temporary.ts'
import { ConfigError, readConfig } from './config.ts'

/** What is wrong with settings of the environment, a line each. */
function mistakesIn(env: Readonly<Record<string, string>>): string[] {
  try {
    readConfig([], env)
    return []
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.message.split('\n')
  }
}

describe('settings', () => {
  it('are flags, then environment, then defaults', () => {
    const env = { PANORAMICA_PORT: '1', PANORAMICA_LOG_LEVEL: 'warn' }
    const { port, logLevel, host } = readConfig(['--port', '2'], env)
    assert.deepEqual([port, logLevel, host], [2, 'warn', '127.0.0.1'])
  })

  it('that are wrong are all named at once', () => {
    const env = { PANORAMICA_PORT: 'x', PANORAMICA_PUBLIC_URL: 'panoramica', PANORAMICA_HOST: '0.0.0.0' }
    const named = mistakesIn({ ...env, PANORAMICA_ADMIN_EMAIL: 'boss' }).map((line) => line.split(/[= ]/)[0])
    assert.deepEqual(named.sort(), [
      'PANORAMICA_ADMIN_EMAIL',
      'PANORAMICA_ADMIN_EMAIL',
      'PANORAMICA_HOST',
      'PANORAMICA_PORT',
      'PANORAMICA_PUBLIC_URL',
    ])
  })
})

describe('a database', () => {
  it('is a secret, also where its address is wrong', () => {
    const mistakes = mistakesIn({ PANORAMICA_DATABASE_URL: 'mysql://ann:pass-of-ann@h/d' })
    assert.deepEqual(mistakes, ['PANORAMICA_DATABASE_URL: must be postgres://USER:PASSWORD@HOST/DATABASE'])
    const { databaseUrl } = readConfig([], { PANORAMICA_DATABASE_URL: 'postgres://ann:pass-of-ann@h/d' })
    assert.deepEqual([String(databaseUrl), databaseUrl?.reveal()], ['[secret]', 'postgres://ann:pass-of-ann@h/d'])
    assert.equal(readConfig([], {}).databaseUrl, null)
  })

  it('is what a server needs that reads nothing itself', () => {
    assert.equal(readConfig(['--no-collect', '--database-url', 'postgres://h/d'], {}).collect, 'false')
    assert.match(
      mistakesIn({ PANORAMICA_COLLECT: 'false' }).join(),
      /^PANORAMICA_COLLECT=false needs PANORAMICA_DATABASE_URL/,
    )
  })
})

describe('a process that shares the work', () => {
  it('is nowhere in particular and silent where nothing else is said', () => {
    const { site, healthPort } = readConfig([], {})
    assert.deepEqual([site, healthPort], [null, null])
  })

  it('is at a site and tells of itself on a port', () => {
    const { site, healthPort } = readConfig(['--site', 'milan-2'], { PANORAMICA_HEALTH_PORT: '0' })
    assert.deepEqual([site, healthPort], ['milan-2', 0])
  })

  it('is told what is no site and no port', () => {
    for (const site of ['Milan', 'milan rome', 'x'.repeat(41)])
      assert.match(mistakesIn({ PANORAMICA_SITE: site }).join(), /must be 1 to 40 lower-case letters/)
    for (const port of ['65536', '-1', '1.5', 'x', ' '])
      assert.match(mistakesIn({ PANORAMICA_HEALTH_PORT: port }).join(), /must be a port/)
  })
})

describe('listening beyond loopback', () => {
  const open = { PANORAMICA_HOST: '0.0.0.0' }

  it('in the clear is refused, with the ways out', () => {
    const [mistake = '', ...others] = mistakesIn(open)
    assert.deepEqual(others, [])
    assert.match(mistake, /^PANORAMICA_HOST=0\.0\.0\.0: passwords and sessions would travel in the clear/)
    for (const way of ['PANORAMICA_TLS_CERT_FILE', 'PANORAMICA_PUBLIC_URL=https://', 'PANORAMICA_ALLOW_HTTP=true'])
      assert.ok(mistake.includes(way), way)
    assert.equal(mistakesIn({ ...open, PANORAMICA_PUBLIC_URL: 'http://panoramica.example' }).length, 1)
    assert.equal(mistakesIn({ PANORAMICA_HOST: '192.168.1.5' }).length, 1)
  })

  it('takes a certificate, a proxy that speaks TLS, or the word of the operator', () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'file.pem')
    writeFileSync(file, '')
    for (const more of [
      { PANORAMICA_TLS_CERT_FILE: file, PANORAMICA_TLS_KEY_FILE: file },
      { PANORAMICA_PUBLIC_URL: 'https://panoramica.example' },
      { PANORAMICA_ALLOW_HTTP: 'true' },
    ])
      assert.deepEqual(mistakesIn({ ...open, ...more }), [])
  })

  it('is not what loopback is', () => {
    for (const host of ['127.0.0.1', '::1', 'localhost']) assert.deepEqual(mistakesIn({ PANORAMICA_HOST: host }), [])
  })
})

describe('settings that need each other', () => {
  it('are missed by name', () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'secret')
    writeFileSync(file, 'x')
    assert.deepEqual(mistakesIn({ PANORAMICA_TLS_CERT_FILE: file }), [
      'PANORAMICA_TLS_CERT_FILE needs PANORAMICA_TLS_KEY_FILE',
    ])
    assert.deepEqual(mistakesIn({ PANORAMICA_ADMIN_EMAIL: 'boss@example.com' }), [
      'PANORAMICA_ADMIN_EMAIL needs PANORAMICA_ADMIN_PASSWORD_FILE',
    ])
    assert.deepEqual(mistakesIn({ PANORAMICA_OIDC_ISSUER: 'https://id.example' }), [
      'PANORAMICA_OIDC_ISSUER needs PANORAMICA_OIDC_CLIENT_ID',
      'PANORAMICA_OIDC_ISSUER needs PANORAMICA_OIDC_CLIENT_SECRET_FILE',
      'PANORAMICA_OIDC_ISSUER needs PANORAMICA_PUBLIC_URL',
    ])
  })

  it('name files that can be read', () => {
    assert.deepEqual(
      mistakesIn({ PANORAMICA_ADMIN_EMAIL: 'a@b', PANORAMICA_ADMIN_PASSWORD_FILE: '/nonexistent/password' }),
      ['PANORAMICA_ADMIN_PASSWORD_FILE=/nonexistent/password: cannot be read'],
    )
  })
})

describe('trusted proxies', () => {
  it('are addresses and networks', () => {
    for (const good of ['127.0.0.1', '10.0.0.0/8, fd00::/8', '::1,192.168.1.1'])
      assert.deepEqual(mistakesIn({ PANORAMICA_TRUSTED_PROXIES: good }), [])
    for (const wrong of ['proxy.example', '10.0.0.0/33', '10.0.0', 'true', '10.0.0.1;10.0.0.2', '::/129'])
      assert.equal(mistakesIn({ PANORAMICA_TRUSTED_PROXIES: wrong }).length, 1, wrong)
  })
})
