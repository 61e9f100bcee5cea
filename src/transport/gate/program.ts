import { createHash } from 'node:crypto'
import { PATH_FOLDERS } from '../script.ts'
import { LISTS } from './lists.ts'

/** How the gate calls itself, and what it is installed as. */
export const GATE_NAME = 'panoramica-gate'

/** All of a request is checked before any of it runs. */
const REQUEST = String.raw`
my ($head, @lines) = split /\n/, request();
my ($asked, $nonce, $rights, $most) =
    ($head // '') =~ /\A${GATE_NAME} (\w{1,64}) ([0-9a-f]{32}) (sudo|plain) ([1-9][0-9]{0,15})\z/
    or refuse('this key is for Panoramica only');
refuse("this is not version $asked") if $asked ne $VERSION;
$ENV{most} = $most;
$ENV{sudo} = $rights eq 'sudo' ? 'sudo -n' : '';

my (@sections, $batch);
for my $line (@lines) {
    if ($batch && $line =~ /\A\+ ($READ)\z/) {
        push @{ $batch->{reads} }, $1;
        next;
    }
    my $section = section($line) or refuse('not in the list: ' . printable($line));
    push @sections, $section;
    $batch = $section->{reads} ? $section : undef;
}
$_->{args} = [ $_->{node}, commands($_) ] for grep { $_->{reads} } @sections;

sub request {
    my $text = '';
    local $SIG{ALRM} = sub { refuse('no request came') };
    alarm 10;
    while (sysread STDIN, $text, 65536, length $text) {
        refuse('the request is too long') if length $text > 4_000_000;
        last if index('${GATE_NAME} ', substr $text, 0, ${String(GATE_NAME.length + 1)}) != 0;
    }
    alarm 0;
    return $text;
}

sub section {
    my ($line) = @_;
    return { text => $run{$line}, args => [], needs_pmxcfs => $needs_pmxcfs{$line} } if exists $run{$line};
    if ($line =~ /\Aget ($READ)\z/) {
        my ($path, @words) = split / /, $1;
        return { text => $get, args => [ $path, map { /(.+)=(.+)/ ? ("--$1", $2) : () } @words ], needs_pmxcfs => 1 };
    }
    return { text => $execute, node => $1, reads => [], needs_pmxcfs => 1 } if $line =~ /\Aexecute ($NODE)\z/;
    return undef;
}

# The reads of a batch as PVE's endpoint takes them. No character that a pattern let through means anything in JSON.
sub commands {
    my ($section) = @_;
    my $prefix = "/nodes/$section->{node}/";
    my @commands = map {
        my ($path, @words) = split / /;
        refuse("$path is not below $prefix") if index($path, $prefix) != 0;
        my $args = join ',', map { /(.+)=(.+)/ ? qq("$1":"$2") : () } @words;
        '{"method":"GET","path":"' . substr($path, length $prefix) . '"' . ($args && qq(,"args":{$args})) . '}';
    } @{ $section->{reads} };
    return '[' . join(',', @commands) . ']';
}

sub printable {
    my ($line) = @_;
    $line =~ s/[^ -~]/?/g;
    return substr $line, 0, 100;
}

sub refuse {
    my ($why) = @_;
    print STDERR "${GATE_NAME} $VERSION: $why\n";
    exit 126;
}
`

/** The same marks between sections as those of a script (`script.ts`). */
const ANSWER = String.raw`
open STDIN, '<', '/dev/null' or refuse("/dev/null: $!");
my $hung = 0;
mark('start');
for my $section (@sections) {
    my $code = $hung && $section->{needs_pmxcfs} ? 124 : run($section);
    $hung = 1 if $section->{needs_pmxcfs} && ($code == 124 || $code == 137);
    mark($code);
}

sub run {
    my ($section) = @_;
    my $status = system '/bin/sh', '-c', $starters . $section->{text}, '${GATE_NAME}', @{ $section->{args} };
    return $status == -1 ? 127 : $status & 127 ? 128 + ($status & 127) : $status >> 8;
}

sub mark {
    my ($code) = @_;
    open my $uptime, '<', '/proc/uptime' or exit 1;
    my $line = sprintf "\n%s %s %s\n", $nonce, $code, (split / /, <$uptime>)[0];
    syswrite $_, $line for *STDOUT, *STDERR;
}
`

/**
 * Perl, as every PVE node has it, in taint mode (perlsec): what came from outside gets into a command only if a pattern
 * let it through, else Perl itself ends the program.
 */
const body = (version: string): string => `
use strict;
use warnings;

my $VERSION = '${version}';

%ENV = (PATH => '${PATH_FOLDERS}', LC_ALL => 'C', LANG => 'C');
${LISTS}
# ----- The request: all of it is checked before any of it runs -----
${REQUEST}
# ----- The answer -----
${ANSWER}`

/** Differs as soon as anything that the gate allows or does differs. */
export const GATE_VERSION = createHash('sha256').update(body('')).digest('hex').slice(0, 16)

/** The forced command (sshd(8), AUTHORIZED_KEYS FILE FORMAT) that answers requests and does nothing else. */
export const gateProgram = (comment: string): string =>
  `#!/usr/bin/perl -T\n${comment
    .trim()
    .replace(/^(?=.)/gm, '# ')
    .replace(/^$/gm, '#')}\n${body(GATE_VERSION)}`
