package io.humpback.server.http.v1;

import com.google.common.net.InetAddresses;
import io.humpback.core.Group;
import io.humpback.core.GroupId;
import io.humpback.core.MetaId;
import io.humpback.scheduler.control.ClusterView;
import io.humpback.scheduler.control.ClusterView.NodeView;
import io.humpback.server.http.ReadSource;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;

/** The routes that only read. Safe for use by several threads. */
final class ReadRoutes {
    private final ReadSource source;

    ReadRoutes(ReadSource source) {
        this.source = source;
    }

    void listMetas(Context ctx) {
        GroupId group = Bodies.resolve(() -> Ids.group("", ctx.pathParam("groupid")));
        ClusterView view = source.of(ctx);
        List<MetaShapes.Detail> metas = view.metas(group).stream()
                .map(meta -> MetaShapes.Detail.of(meta, view.containers(meta.id())))
                .toList();
        Answer.success("group containers response", new Data.Metas(group.value(), metas))
                .writeTo(ctx);
    }

    void getMeta(Context ctx) {
        MetaId id = Bodies.resolve(() -> Ids.meta("", ctx.pathParam("metaid")));
        ClusterView view = source.of(ctx);
        view.meta(id)
                .map(meta -> Answer.success(
                        "group containers response", new Data.OneMeta(MetaShapes.Detail.of(meta, view.containers(id)))))
                .orElseGet(() -> Answer.failure(404, Outcomes.META_NOT_FOUND))
                .writeTo(ctx);
    }

    void getMetaBase(Context ctx) {
        MetaId id = Bodies.resolve(() -> Ids.meta("", ctx.pathParam("metaid")));
        source.of(ctx)
                .meta(id)
                .map(meta ->
                        Answer.success("group containers meta response", new Data.MetaBase(MetaShapes.Base.of(meta))))
                .orElseGet(() -> Answer.failure(404, "meta not found"))
                .writeTo(ctx);
    }

    void listEngines(Context ctx) {
        GroupId id = Bodies.resolve(() -> Ids.group("", ctx.pathParam("groupid")));
        ClusterView view = source.of(ctx);
        List<EngineShape> engines =
                view.group(id).map(group -> enginesOf(group, view.nodes())).orElse(List.of());
        Answer.success("group engines response", new Data.Engines(id.value(), engines))
                .writeTo(ctx);
    }

    /** A server that is not there is shown all the same, so that an operator sees what is missing; one named twice, once. */
    private static List<EngineShape> enginesOf(Group group, List<NodeView> nodes) {
        if (group.allNodes()) {
            return nodes.stream().map(EngineShape::of).toList();
        }
        List<NodeView> left = new ArrayList<>(nodes);
        List<EngineShape> engines = new ArrayList<>();
        for (Group.Server server : group.servers()) {
            List<NodeView> present =
                    nodes.stream().filter(view -> matches(server, view)).toList();
            present.stream().filter(left::remove).forEach(view -> engines.add(EngineShape.of(view)));
            if (present.isEmpty()) {
                engines.add(EngineShape.absent(MetaShapes.serverName(server.name()), server.address()));
            }
        }
        return engines;
    }

    private static boolean matches(Group.Server server, NodeView view) {
        return new Group(Group.DEFAULT, "", true, false, List.of(server), "", "").contains(view.node());
    }

    void getEngine(Context ctx) {
        String server = Bodies.resolve(() -> Ids.check("server invalid", ctx.pathParam("server")));
        boolean address = InetAddresses.isInetAddress(server);
        EngineShape engine = source.of(ctx).nodes().stream()
                .filter(view -> address
                        ? view.node().address().equals(server)
                        : view.node().name().equalsIgnoreCase(server))
                .findFirst()
                .map(EngineShape::of)
                .orElseGet(() -> EngineShape.absent(address ? "" : server, address ? server : ""));
        Answer.success("engine response", new Data.Engine(engine)).writeTo(ctx);
    }
}
