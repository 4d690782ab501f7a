package io.humpback.server.http.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.humpback.core.ContainerSpec;
import io.humpback.core.HealthCheck;
import io.humpback.core.Hook;
import io.humpback.core.Meta;
import io.humpback.core.MetaOptions;
import io.humpback.core.Placement;
import io.humpback.core.PullPolicy;
import io.humpback.core.RunOptions;
import io.humpback.scheduler.control.Command;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestsTest {
    private static final Meta META = CaptureWorld.meta("m", "g", "web");

    @Test
    void findsKeysWithoutCase() {
        Command.CreateMeta command =
                create("{'groupID':'g','INSTANCES':2,'config':{'name':'web','iMAGE':'a:1','cpushares':5}}");

        assertThat(command.groupId().value()).isEqualTo("g");
        assertThat(command.instances()).isEqualTo(2);
        assertThat(command.spec().image()).isEqualTo("a:1");
        assertThat(command.spec().cpuShares()).isEqualTo(5);
    }

    @Test
    void takesTheLastOfKeysThatRepeat() {
        assertThat(create("{'GroupId':'a','Instances':1,'instances':2,'Instances':3,'GroupId':'b',"
                                + "'Config':{'Name':'web','Image':'a'}}")
                        .instances())
                .isEqualTo(3);
    }

    @Test
    void keepsTheCaseOfLabels() {
        assertThat(create(config("'Labels':{'Tier':'x','tier':'y'}")).spec().labels())
                .containsEntry("Tier", "x")
                .containsEntry("tier", "y");
    }

    @Test
    void readsAfterWhichSilenceAnInstanceIsStopped() {
        Command.CreateMeta command = create("{'GroupId':'g','Instances':1,'Option':{'stopOnDisconnect':'40s'},"
                + "'Config':{'Name':'web','Image':'a'}}");

        assertThat(command.spec().runOptions().stopOnDisconnect()).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void keepsTheTimeOfAMetaUnlessItIsNamed() {
        Meta leashed = META.withSpec(
                META.spec().toBuilder().stopOnDisconnect(Duration.ofSeconds(40)).build(), Instant.EPOCH);

        assertThat(Requests.update(fields("{'MetaId':'m','Option':{'IsRecovery':true}}"), leashed)
                        .spec())
                .as("nothing of the configuration changes")
                .isNull();
        assertThat(stopTime("{'MetaId':'m','Config':{'Name':'web','Image':'b'}}", leashed))
                .as("an original web site sends the whole configuration without it")
                .isEqualTo(Duration.ofSeconds(40));
        assertThat(stopTime("{'MetaId':'m','Option':{'StopOnDisconnect':'50s'}}", leashed))
                .isEqualTo(Duration.ofSeconds(50));
        assertThat(stopTime("{'MetaId':'m','Option':{'StopOnDisconnect':''}}", leashed))
                .isZero();
    }

    private static Duration stopTime(String request, Meta meta) {
        return Requests.update(fields(request), meta).spec().runOptions().stopOnDisconnect();
    }

    @Test
    void takesNullForAbsent() {
        Command.CreateMeta command = create("{'GroupId':'g','Instances':1,'Placement':null,'WebHooks':null,"
                + "'Option':null,'Config':{'Name':'web','Image':'a','Env':null,'Ports':null,'LogConfig':null}}");

        assertThat(command.placement()).isEqualTo(Placement.ANYWHERE);
        assertThat(command.hooks()).isEmpty();
        assertThat(command.options()).isEqualTo(MetaOptions.DEFAULT);
    }

    @Test
    void readsWhatTheOriginalDidNotHave() {
        RunOptions options = create(config("'cpumillis':250,'PidsLimit':9,'init':true,'CapDrop':['cap_chown'],"
                        + "'PullPolicy':'Never','HealthCheck':{'Test':['NONE'],'interval':'1s','Retries':2}"))
                .spec()
                .runOptions();

        assertThat(options)
                .isEqualTo(new RunOptions(
                        250,
                        9,
                        true,
                        List.of("CHOWN"),
                        new HealthCheck(List.of("NONE"), Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO, 2),
                        PullPolicy.NEVER));
    }

    @Test
    void readsMemoryInMegabytes() {
        assertThat(create(config("'Memory':64")).spec().memoryBytes()).isEqualTo(64L << 20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'Instances':'x'}|json: cannot unmarshal string into field Instances of type int",
                "{'Instances':1.5}|json: cannot unmarshal number 1.5 into field Instances of type int",
                "{'Instances':1e2}|json: cannot unmarshal number 1e2 into field Instances of type int",
                "{'Instances':99999999999}|json: cannot unmarshal number 99999999999 into field Instances of type int",
                "{'Instances':{}}|json: cannot unmarshal object into field Instances of type int",
                "{'Instances':1,'Config':[]}|json: cannot unmarshal array into field Config of type object",
                "{'Instances':1,'Config':{'Name':7}}"
                        + "|json: cannot unmarshal number 7 into field Config.Name of type string",
                "{'Instances':1,'Config':{'Name':'a','Env':'x'}}"
                        + "|json: cannot unmarshal string into field Config.Env of type []string",
                "{'Instances':1,'Config':{'Name':'a','Ports':[{'PrivatePort':true}]}}"
                        + "|json: cannot unmarshal bool into field Config.Ports.PrivatePort of type int"
            })
    void namesTheFieldOfTheWrongType(String text, String message) {
        String withGroup = "{'GroupId':'g'," + text.substring(1);

        assertThatIllegalArgumentException().isThrownBy(() -> create(withGroup)).withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "'text'", "1", "true"})
    void refusesABodyThatIsNoObject(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create(text))
                .withMessageStartingWith("json: cannot unmarshal ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "../x", "-a", "a b", "a\\u0000", "a%2fb", ".."})
    void refusesANameThatDockerWouldNotTake(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create("{'GroupId':'g','Instances':1,'Config':{'Name':'" + name + "','Image':'a'}}"))
                .withMessageStartingWith("create containers name invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/b", "a\\\\b", "a%2fb", "a\\u0000b", "a\\r\\nb"})
    void refusesAGroupIdThatCouldBeMoreThanAnId(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create("{'GroupId':'" + id + "','Instances':1,'Config':{'Name':'a','Image':'a'}}"))
                .withMessageContaining("is not allowed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'Image':' '|image: \"\" (expected: not blank)",
                "'Memory':-1|Memory: -1 (expected: 0-8796093022207)",
                "'RestartPolicy':'sometimes'"
                        + "|restartPolicy: sometimes (expected: no, always, on-failure or unless-stopped)",
                "'Ports':[{'PrivatePort':0}]|containerPort: 0 (expected: 1-65535)",
                "'Ports':[{'PrivatePort':80,'Type':'icmp'}]|protocol: icmp (expected: tcp, udp or sctp)"
            })
    void saysWhichPartOfTheConfigurationIsWrong(String part, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create(config(part)))
                .withMessage(message);
    }

    @Test
    void saysWhereAConstraintIsWrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create("{'GroupId':'g','Instances':1,'Config':{'Name':'a','Image':'a'},"
                        + "'Placement':{'Constraints':['node.id=x']}}"))
                .withMessage("constraint: \"node.id=x\" at character 8 (expected: == or !=)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/hook",
                "file:///etc/passwd",
                "ftp://h/x",
                "http://",
                "http:///x",
                "http:h",
                "http://a b/",
                "javascript:x",
                "http://h:port/"
            })
    void refusesAHookThatIsNoWebAddress(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> create(hook(url, "t")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:8013/hook", "HTTPS://[::1]/x?y=z", "http://my_service:80/a", " http://h/ "})
    void takesAHookThatIsAWebAddress(String url) {
        assertThat(create(hook(url, "t")).hooks()).containsExactly(new Hook(url.strip(), "t"));
    }

    @Test
    void refusesATokenThatWouldForgeAHeaderAndDoesNotRepeatIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create(hook("http://h/", "s3cret\\r\\nX-Evil: 1")))
                .withMessageNotContaining("s3cret");
    }

    @Test
    void refusesMoreInstancesThanAMetaCanHave() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create("{'GroupId':'g','Instances':10001,'Config':{'Name':'a','Image':'a'}}"))
                .withMessage("create containers instances invalid, should be at most 10000");
    }

    @Test
    void leavesWhatAnUpdateDoesNotName() {
        Command.UpdateMeta command = Requests.update(fields("{'MetaId':'m','Instances':0}"), META);

        assertThat(command).isEqualTo(new Command.UpdateMeta(META.id(), 0, null, null, null));
    }

    @Test
    void clearsWhatAnUpdateNamesAsEmpty() {
        Command.UpdateMeta command = Requests.update(
                fields("{'MetaId':'m','WebHooks':[],'Placement':{},'Option':{'IsRecovery':false}}"), META);

        assertThat(command.instances()).isNull();
        assertThat(command.hooks()).isEmpty();
        assertThat(command.placement()).isEqualTo(Placement.ANYWHERE);
        assertThat(command.options()).isEqualTo(new MetaOptions(true, false));
    }

    @Test
    void seesNoChangeBetweenNullAndEmpty() {
        assertThat(rollsOut(fields("{'Config':{'Name':'web','Image':'hb/noop:1','NetworkMode':'bridge',"
                        + "'RestartPolicy':'no','Env':[],'Ports':null,'Labels':{},'LogConfig':{'Type':''}}}")))
                .isFalse();
    }

    @Test
    void seesAChangedConfig() {
        assertThat(rollsOut(fields("{'Config':{'Name':'web','Image':'hb/noop:2','NetworkMode':'bridge',"
                        + "'RestartPolicy':'no'}}")))
                .isTrue();
    }

    private static String config(String part) {
        return "{'GroupId':'g','Instances':1,'Config':{'Name':'web','Image':'a'," + part + "}}";
    }

    private static String hook(String url, String token) {
        return "{'GroupId':'g','Instances':1,'Config':{'Name':'a','Image':'a'},'WebHooks':[{'Url':'" + url
                + "','SecretToken':'" + token + "'}]}";
    }

    private static Command.CreateMeta create(String text) {
        return Requests.create(fields(text));
    }

    /** Apostrophes stand for quotes, so that the texts can be read. */
    private static Fields fields(String text) {
        return Fields.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static boolean rollsOut(Fields request) {
        ContainerSpec spec = Requests.update(request, META).spec();
        return spec != null && !spec.isEquivalentTo(META.spec());
    }
}
