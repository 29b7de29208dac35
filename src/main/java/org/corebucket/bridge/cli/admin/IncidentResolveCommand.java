package org.corebucket.bridge.cli.admin;

import java.util.List;
import java.util.concurrent.Callable;
import org.corebucket.bridge.approval.Decider;
import org.corebucket.bridge.approval.Proposal;
import org.corebucket.bridge.approval.ProposalText;
import org.corebucket.bridge.approval.Proposals;
import org.corebucket.bridge.approval.ResolutionProposals;
import org.corebucket.bridge.approval.Subject;
import org.corebucket.bridge.cli.shared.DecisionSteps;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ReasonOption;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.SigningKey;
import org.corebucket.bridge.cluster.ClusterIncidents;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.guard.SafeguardsCheck;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.incident.IncidentState;
import org.corebucket.bridge.incident.Incidents;
import org.corebucket.bridge.incident.Resolution;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.seal.Signatory;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import org.corebucket.bridge.verification.DeploymentVerification;
import org.corebucket.bridge.verification.VerificationOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Resolves an incident with the release key, once the deployment is sound again. */
final class IncidentResolveCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final SigningKey key = new SigningKey();
    private final OptionSpec reason =
            ReasonOption.optional("Why it is over; the resolution states it. Needed, but for --complete.");

    private final DecisionSteps steps = new DecisionSteps(
            "Resolve nothing, but propose it to those who may decide; see bridgectl approve --help.",
            "Resolve it as it was proposed, once enough have approved that.");

    private final PositionalParamSpec id = IncidentArguments.id();

    IncidentResolveCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "resolve",
                this,
                global,
                "Resolves an incident: verifies, signs the resolution with the release key, and ends the emergency stop"
                        + " unless another critical incident is open.",
                "",
                "Examples:",
                "  bridgectl incident resolve INC-20261123T101112Z-4f2a1c --reason \"restored it\"",
                "  bridgectl incident resolve INC-20261123T101112Z-4f2a1c --reason drill \\",
                "    --key /media/usb/release.private.pem",
                "  bridgectl incident resolve INC-20261123T101112Z-4f2a1c --complete",
                "",
                "Exit codes: 0 resolved, now or before; 64 usage, 65 malformed key, 66 there is",
                "no such incident, or the key is not here, 74 I/O error, 75 another instance is",
                "at work, 77 refused: the deployment does not verify, it is not the release",
                "key, or the incident changed meanwhile.");
        spec.addOption(reason);
        steps.addTo(spec);
        key.addTo(spec);
        spec.addPositional(id);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        steps.require(reason);
        Deployment deployment = global.deployment(session.host());
        try (ClusterIncidents nodes = new ClusterIncidents(deployment, session.host(), session::warn)) {
            nodes.exchangeBefore("no incident is resolved while the other nodes can't be told");
            return resolve(deployment, nodes);
        }
    }

    private int resolve(Deployment deployment, ClusterIncidents nodes) throws Exception {
        Incidents incidents = new Incidents(deployment, session.host());
        IncidentState one = IncidentShowCommand.find(incidents, id.getValue()).requireRead();
        if (one.isResolved() && !isLeftToEnd(deployment)) {
            Proposals.of(deployment).drop(Subject.resolution(one.id()));
            session.out().println(one.id() + " is resolved already.");
            printStopping(incidents.openCritical());
            return ExitCode.OK;
        }
        ResolutionProposals proposals = new ResolutionProposals(deployment);
        if (steps.proposes()) {
            Authority authority = Decider.of(deployment, session.host()).requireRoot("incident resolve");
            requireSound(deployment);
            Resolution resolution = incidents.resolution(one, ReasonOption.text(reason), authority.decidedBy());
            Proposal proposal = proposals.propose(resolution, one, authority);
            ProposalText.tellProposed(proposal, deployment, authority, session.out());
            return ExitCode.OK;
        }
        Resolution resolution;
        Signatory signatory;
        if (steps.completes()) {
            Authority authority = Decider.of(deployment, session.host()).requireRoot("incident resolve");
            Proposal proposal = Proposals.of(deployment).approved(Subject.resolution(one.id()), authority);
            resolution = proposals.read(proposal, one);
            signatory = Signatory.collected(authority, proposal.digest(), proposal.signaturesOf(authority));
        } else {
            signatory = key.readSignatory(session.host(), deployment, DecidedAct.RESOLVE);
            resolution = incidents.resolution(
                    one, ReasonOption.text(reason), signatory.authority().decidedBy());
        }
        requireSound(deployment);
        Incidents.Resolving outcome = nodes.resolve(incidents, one, resolution, signatory);
        if (!(outcome instanceof Incidents.Resolving.ResolutionDone done)) {
            throw new RefusedException(one.id() + " changed while the deployment was verified\nLook at it again:"
                    + " bridgectl incident show " + one.id());
        }
        if (!isLeftToEnd(deployment)) {
            Proposals.of(deployment).drop(Subject.resolution(one.id()));
        }
        session.out().println("Resolved " + one.id() + ".");
        if (done.stopping().isEmpty()) {
            session.out().println("No emergency stop is in force. Next: start what should run.");
        }
        printStopping(done.stopping());
        return ExitCode.OK;
    }

    /**
     * Whether only the marker keeps the stop in force, because an earlier resolve was interrupted or somebody put the
     * marker there.
     */
    private boolean isLeftToEnd(Deployment deployment) throws Exception {
        EmergencyStop stop = EmergencyStop.of(deployment, session.host());
        return stop.isMarked() && stop.stopping().isEmpty();
    }

    private void printStopping(List<IncidentState> stopping) {
        if (!stopping.isEmpty()) {
            session.out().println("The emergency stop stays in force for:");
            IncidentText.table(stopping, session.out());
        }
    }

    private void requireSound(Deployment deployment) throws Exception {
        boolean sound = true;
        for (Finding finding : new DeploymentVerification(
                        session.host(), deployment, VerificationOptions.standard(), HashProgress.NONE)
                .run()
                .findings()) {
            if (!EmergencyStop.accountsFor(finding) && !SafeguardsCheck.isAboutWatching(finding)) {
                session.tell(finding);
                sound = false;
            }
        }
        if (!sound) {
            throw new RefusedException("nothing is resolved before the deployment verifies, but for the stop itself"
                    + "\nDo what is said above, then try again.");
        }
    }
}
