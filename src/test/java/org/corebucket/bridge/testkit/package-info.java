/**
 * What the tests are made with. Each thing is here once; what only the tests of one package use lies beside them.
 *
 * <ul>
 *   <li>To get <b>a deployment</b>, sealed and verified, and somebody who types command lines in it: {@link
 *       org.corebucket.bridge.testkit.Operator#atDeployment}, whose {@link org.corebucket.bridge.testkit.Answer} {@link
 *       org.corebucket.bridge.testkit.VerdictAssertions} judges. One that this host has never seen: {@link
 *       org.corebucket.bridge.testkit.Operator#atStrangeDeployment}; an empty directory: {@link
 *       org.corebucket.bridge.testkit.Operator#at}; no more than a release key, for what lies below the command line: {@link
 *       org.corebucket.bridge.testkit.BareDeployment}. One with a script that a test can have run: {@code cli.run.TaskEntrypoint}.
 *   <li>To get <b>another user</b>, who may not read everything: {@link org.corebucket.bridge.testkit.Nobody}.
 *   <li>To get <b>a running bridge</b> in this process, with a clock in the test's hand: {@link
 *       org.corebucket.bridge.testkit.RunningBridge}, several on one {@link org.corebucket.bridge.testkit.SharedLedger}, or for every test of a class {@link org.corebucket.bridge.testkit.AtABridge}; in a
 *       process of its own, from the packaged jar, to be killed: {@code cli.run.BridgeProcess}. Who posts to it: {@link
 *       org.corebucket.bridge.testkit.ModuleClient}, which shares nothing with it, or the bridge's own client with {@link
 *       org.corebucket.bridge.testkit.TestCredentials}.
 *   <li>To get <b>a log</b> with keys and leaves of its own, which signs what it is told to: {@link
 *       org.corebucket.bridge.testkit.SampleLog}. A witness of a deployment's log: {@link org.corebucket.bridge.testkit.SampleWitness}.
 *   <li>To get <b>a scripted bridge</b>, which answers what it was told to: {@link org.corebucket.bridge.testkit.ScriptedBridge} where no
 *       connection is needed; {@link org.corebucket.bridge.testkit.ScriptedServer} for answers to the byte; {@link
 *       org.corebucket.bridge.testkit.FaultyProxy} before a real bridge whose connections break.
 *   <li>To get <b>a PostgreSQL</b>: {@link org.corebucket.bridge.testkit.PostgresServer#shared} and of it a {@link
 *       org.corebucket.bridge.testkit.PostgresSchema} with roles of its own, which is a matter of milliseconds; one to be killed, stopped or
 *       filled, with standbys or TLS: {@link org.corebucket.bridge.testkit.PostgresServer#start}; one whose write-ahead log alone may be
 *       filled: {@link org.corebucket.bridge.testkit.PostgresServer#startWithSmallLog}. What they logged while a test failed is shown by
 *       {@link org.corebucket.bridge.testkit.PostgresLogs}.
 *   <li>To get <b>a network that fails</b> between a client and any server: {@link org.corebucket.bridge.testkit.FaultyLink}.
 *   <li>To get <b>a full disk</b>, or one from which nothing can be executed: {@link org.corebucket.bridge.testkit.SmallDisk}. A disk that
 *       fails at a write, sync or rename of the test's choice: for one class {@link org.corebucket.bridge.testkit.FailingDisk}; for a
 *       whole process, also to lose power, package {@code disk}.
 *   <li>To get <b>a ledger</b> of so many entries, written by nothing that the bridge shares: {@link
 *       org.corebucket.bridge.testkit.SampleLedger}. One that is opened and appended to, by {@link
 *       org.corebucket.bridge.testkit.SampleLedgerOptions}, gets {@link org.corebucket.bridge.testkit.SampleEntries}; in files, and
 *       within its package, by {@code ledger.file.FileLedgers}.
 *   <li>To get <b>another process</b>: {@link org.corebucket.bridge.testkit.ChildJvm}; the packaged command line: {@code
 *       cli.run.InstalledJar}; its launcher: {@code scripts.InstalledLauncher}.
 *   <li>To get <b>time</b> that stands still: {@link org.corebucket.bridge.testkit.StandingClock}, or the operator's own.
 *   <li>To get <b>fixtures</b> from {@code src/test/resources}: {@link org.corebucket.bridge.testkit.Resources}. Bytes that no parser
 *       expects: {@link org.corebucket.bridge.testkit.HostileBytes}; pipes, sockets and devices: {@link
 *       org.corebucket.bridge.testkit.SpecialFiles}; a signature that the JDK made: {@link org.corebucket.bridge.testkit.JdkSigner}.
 *   <li>To get <b>a server's certificate</b> for {@code localhost}, and a server that has it: {@link
 *       org.corebucket.bridge.testkit.LocalhostKey}.
 *   <li>To get <b>a token</b> with keys that are no file, and command lines that reach it: {@link
 *       org.corebucket.bridge.testkit.SoftToken}.
 *   <li>To see that <b>nothing changed</b>: {@link org.corebucket.bridge.testkit.TreeSnapshot}.
 * </ul>
 */
@NullMarked
package org.corebucket.bridge.testkit;

import org.jspecify.annotations.NullMarked;
