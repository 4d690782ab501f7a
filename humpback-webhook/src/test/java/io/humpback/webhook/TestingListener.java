package io.humpback.webhook;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is told. */
final class TestingListener implements DeliveryListener {
    final List<Delivery> delivered = new CopyOnWriteArrayList<>();
    final List<String> failures = new CopyOnWriteArrayList<>();
    final List<Duration> waits = new CopyOnWriteArrayList<>();
    final List<Delivery> disabled = new CopyOnWriteArrayList<>();

    @Override
    public void delivered(Delivery delivery) {
        delivered.add(delivery);
    }

    @Override
    public void failed(Delivery delivery, String reason, Duration wait) {
        failures.add(reason);
        waits.add(wait);
    }

    @Override
    public void disabled(Delivery delivery, String reason) {
        disabled.add(delivery);
    }
}
