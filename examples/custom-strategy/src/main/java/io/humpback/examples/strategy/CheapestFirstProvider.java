package io.humpback.examples.strategy;

import io.humpback.scheduler.RankingStrategy;
import io.humpback.scheduler.StrategyProvider;
import java.util.Map;
import java.util.TreeMap;

/** Names {@link CheapestFirst} for configuration: each option is a tariff with its price. */
public final class CheapestFirstProvider implements StrategyProvider {
    @Override
    public String name() {
        return "cheapest-first";
    }

    @Override
    public RankingStrategy create(Map<String, String> options) {
        Map<String, Double> prices = new TreeMap<>();
        options.forEach((tariff, price) -> prices.put(tariff, Double.valueOf(price)));
        return new CheapestFirst(prices);
    }
}
