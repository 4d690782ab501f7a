package io.humpback.server.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The networks of this host. Stateless. */
final class SystemNetworks implements HostNetworks {
    @Override
    public Optional<InetAddress> towards(String host, int port) {
        InetSocketAddress target = new InetSocketAddress(host, port);
        if (target.isUnresolved()) {
            return Optional.empty();
        }
        // Connecting a socket of datagrams asks for the route and sends nothing.
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(target);
            InetAddress own = socket.getLocalAddress();
            return own == null || own.isAnyLocalAddress() ? Optional.empty() : Optional.of(own);
        } catch (SocketException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<Address> addresses() {
        List<Address> addresses = new ArrayList<>();
        try {
            NetworkInterface.networkInterfaces()
                    .filter(SystemNetworks::isUp)
                    .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                    .forEach(network -> network.inetAddresses()
                            .forEach(address -> addresses.add(new Address(network.getName(), address))));
        } catch (IOException e) {
            return List.of();
        }
        return addresses;
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp();
        } catch (SocketException e) {
            return false;
        }
    }
}
