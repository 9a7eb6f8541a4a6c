// A peer of the collector: Paho C++'s queue consumer, as its examples show it, which takes every message of the edges
// and does nothing with it, until it is killed.
//   magpie_queue_consumer tcp://HOST:PORT

#include <mqtt/async_client.h>

#include <cstdio>

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("magpie_queue_consumer tcp://HOST:PORT\n", stderr);
        return 2;
    }
    mqtt::async_client client(argv[1], "queue-consumer");
    client.start_consuming();
    client.connect(mqtt::connect_options_builder().clean_session(true).finalize())->wait();
    client.subscribe("spBv1.0/#", 1)->wait();
    std::puts("ready");
    std::fflush(stdout);
    while (client.consume_message()) {
    }
    return 1;  // the connection is lost
}
