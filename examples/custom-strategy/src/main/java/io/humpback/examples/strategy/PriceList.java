package io.humpback.examples.strategy;

import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.Resources;
import io.humpback.scheduler.ClusterState;
import io.humpback.scheduler.NodeOffer;
import io.humpback.scheduler.PlacementRequest;
import io.humpback.scheduler.RankingStrategy;
import io.humpback.scheduler.Scheduler;
import io.humpback.scheduler.StrategyCatalog;
import io.humpback.scheduler.StrategyLoader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/** Places instances where they are cheapest, with a strategy that is asked for by its name. */
public final class PriceList {
    private static final Resources SIZE = Resources.of(4000, 8L << 30);
    private static final Resources ONE = Resources.of(1000, 2L << 30);

    private PriceList() {}

    /**
     * Tells on the standard output what is placed where.
     *
     * @param args the plugin directory that has the strategy, or nothing if the class path has it
     */
    public static void main(String[] args) {
        if (args.length == 0) {
            run(StrategyCatalog.load(PriceList.class.getClassLoader()), System.out);
        } else {
            try (StrategyLoader plugins = StrategyLoader.open(Path.of(args[0]))) {
                run(plugins.catalog(), System.out);
            }
        }
    }

    static void run(StrategyCatalog catalog, PrintStream out) {
        out.println("Strategies: " + String.join(", ", catalog.names()));
        RankingStrategy cheapest = catalog.create("cheapest-first", Map.of("spot", "2", "reserved", "5"));
        Scheduler scheduler =
                Scheduler.builder().ranking(cheapest).spreadInstances(false).build();
        ClusterState cluster = new ClusterState();
        node(cluster, "anywhere", Map.of());
        node(cluster, "cloud", Map.of("tariff", "spot"));
        node(cluster, "rack", Map.of("tariff", "reserved"));
        PlacementRequest request = PlacementRequest.of(MetaId.of("batch"), ONE);
        scheduler.place(request, 6, cluster, (number, node, id) -> out.println("  " + (number + 1) + " on " + node));
        out.print(scheduler.explain(request, cluster.snapshot()).text());
    }

    private static void node(ClusterState cluster, String name, Map<String, String> labels) {
        cluster.join(NodeOffer.of(NodeId.of(name), SIZE).withLabels(labels));
    }
}
