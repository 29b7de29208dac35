package org.corebucket.bridge.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

final class ZshCompletionTest {

    @Test
    void whatDividesASpecificationIsEscapedAndWhatEndsAQuotationIsQuoted() {
        OptionSpec.Builder option = OptionSpec.builder("--key").arity("1").paramLabel("A:B");

        assertThat(completion(option.description("It's [one]: a\\b.")))
                .contains("'--key=[It'\\''s \\[one\\]\\: a\\\\b.]:A\\:B:'");
    }

    @Test
    void anOptionWithTwoNamesExcludesItself() {
        assertThat(completion(OptionSpec.builder("-h", "--help").description("Help.")))
                .contains("'(-h --help)'{-h,--help}'[Help.]'");
    }

    @Test
    void anOptionThatMayBeGivenAgainIsOfferedAgain() {
        OptionSpec.Builder option = OptionSpec.builder("--metric").type(List.class);

        assertThat(completion(option.arity("1").paramLabel("TEXT").description("A figure.")))
                .contains("'*--metric=[A figure.]:TEXT:'");
    }

    @Test
    void aValueThatMayBeLeftOutStandsBehindTheEqualsSign() {
        OptionSpec.Builder option = OptionSpec.builder("--every").type(String.class);

        assertThat(completion(option.arity("0..1").paramLabel("TIME").description("Again.")))
                .contains("'--every=-[Again.]::TIME:'");
    }

    private static String completion(OptionSpec.Builder option) {
        return ZshCompletion.of(CommandSpec.create().name("tool").addOption(option.build()));
    }
}
