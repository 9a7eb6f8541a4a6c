#include <gtest/gtest.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <poll.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include "agent/netlink/netlink_socket.hpp"
#include "agent/sources/link/link_source.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"

// Cables of a real kernel, in a network of the test's own: each test forks, for a namespace is entered once.

namespace magpie::agent {
namespace {

using fakes::value_of;

/// A network of its own with a cable (a veth pair) whose ends are called near and far.
class Network {
  public:
    bool ask(std::uint16_t type, std::uint16_t flags, const netlink::MessageWriter& question) {
        std::vector<std::byte> answer;
        return hand_.ask({type, flags, question.written()}, answer).has_value();
    }
    bool add_cable() {
        netlink::MessageWriter question;
        question.header(ifinfomsg{});
        question.text(IFLA_IFNAME, "near");
        const auto info = question.begin_nest(IFLA_LINKINFO);
        question.text(IFLA_INFO_KIND, "veth");
        const auto data = question.begin_nest(IFLA_INFO_DATA);
        const auto peer = question.begin_nest(VETH_INFO_PEER);
        question.header(ifinfomsg{});
        question.text(IFLA_IFNAME, "far");
        question.end_nest(peer);
        question.end_nest(data);
        question.end_nest(info);
        return ask(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, question);
    }
    bool set_up(const char* name, bool up) {
        netlink::MessageWriter question;
        ifinfomsg head{};
        head.ifi_flags = up ? IFF_UP : 0;
        head.ifi_change = IFF_UP;
        question.header(head);
        question.text(IFLA_IFNAME, name);
        return ask(RTM_NEWLINK, 0, question);
    }
    bool set_mtu(const char* name, std::uint32_t mtu) {
        netlink::MessageWriter question;
        question.header(ifinfomsg{});
        question.text(IFLA_IFNAME, name);
        question.number(IFLA_MTU, mtu);
        return ask(RTM_NEWLINK, 0, question);
    }
    bool remove_cable() {
        netlink::MessageWriter question;
        question.header(ifinfomsg{});
        question.text(IFLA_IFNAME, "near");
        return ask(RTM_DELLINK, 0, question);
    }

  private:
    NetlinkSocket hand_{NETLINK_ROUTE};
};

struct Pole {
    NetlinkSocket route{NETLINK_ROUTE};
    NetlinkSocket generic{NETLINK_GENERIC};
    LinkSource source{route, generic, {}};

    std::optional<double> reads(std::string_view metric, const std::string& interface) {
        Readings readings;
        source.sample(readings, {});
        return value_of(readings, metric, {interface});
    }
    /// Waits for an event that is worth a report, ten seconds at most.
    bool hears_a_change() {
        pollfd events{source.event_descriptor(), POLLIN, 0};
        while (poll(&events, 1, 10'000) == 1) {
            if (source.read_events()) {
                return true;
            }
        }
        return false;
    }
    /// Listens until the interface reads so.
    bool comes_to(std::string_view metric, const std::string& interface, double value) {
        while (reads(metric, interface) != value) {
            if (!hears_a_change()) {
                return false;
            }
        }
        return true;
    }
};

constexpr int no_namespaces = 77;

/// Runs the story in a child in its own network; 0, the line it failed at, or `no_namespaces`.
int in_own_network(const std::function<int()>& story) {
    std::fflush(nullptr);
    const pid_t child = fork();
    if (child == 0) {
        if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
            std::_Exit(no_namespaces);
        }
        // A status holds 8 bits: the line is told in words.
        const int line = story();
        if (line != 0) {
            std::fprintf(stderr, "failed at line %d\n", line);
        }
        std::_Exit(line == 0 ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}

#define DEMAND(condition) \
    if (!(condition)) {   \
        return __LINE__;  \
    }

int cable_story() {
    Pole pole;
    Network network;
    DEMAND(pole.reads("magpie_node_source_up", "link") == 1);
    DEMAND(pole.reads("magpie_link_up", "lo") == 0);
    DEMAND(!pole.reads("magpie_link_up", "near"));

    DEMAND(network.add_cable());
    DEMAND(pole.hears_a_change());
    DEMAND(pole.reads("magpie_link_up", "near") == 0);
    DEMAND(!pole.reads("magpie_link_speed_bytes_per_second", "near"));

    DEMAND(network.set_up("near", true) && network.set_up("far", true));
    DEMAND(pole.comes_to("magpie_link_up", "near", 1));
    DEMAND(pole.reads("magpie_link_carrier", "near") == 1);
    const auto changes = pole.reads("magpie_link_carrier_changes_total", "near");

    DEMAND(network.set_up("far", false));
    DEMAND(pole.comes_to("magpie_link_up", "near", 0));
    DEMAND(pole.reads("magpie_link_carrier_changes_total", "near") == *changes + 1);

    DEMAND(network.remove_cable());
    DEMAND(pole.hears_a_change());
    DEMAND(!pole.reads("magpie_link_up", "near"));
    return 0;
}

int mtu_story() {
    Pole pole;
    Network network;
    DEMAND(network.add_cable());
    DEMAND(pole.reads("magpie_link_mtu_bytes", "near") == 1500);
    DEMAND(pole.source.read_events() == false);
    DEMAND(network.set_mtu("near", 1400));
    DEMAND(!pole.source.read_events());
    DEMAND(pole.reads("magpie_link_mtu_bytes", "near") == 1400);
    return 0;
}

int overrun_story() {
    Pole pole;
    Network network;
    DEMAND(network.add_cable());
    DEMAND(pole.reads("magpie_link_up", "near") == 0);
    // Far more events than the socket has room for, and the one that matters at the end.
    for (std::uint32_t count = 0; count < 2000; ++count) {
        DEMAND(network.set_mtu("near", 1000 + count % 2));
    }
    DEMAND(network.remove_cable());
    DEMAND(pole.source.read_events());
    Readings readings;
    pole.source.sample(readings, {});
    DEMAND(value_of(readings, "magpie_node_source_failures_total", {"link", "overrun"}) == 1);
    DEMAND(!value_of(readings, "magpie_link_up", {"near"}));
    return 0;
}

class LiveEvents : public testing::Test {
  protected:
    static void run(const std::function<int()>& story) {
        const int result = in_own_network(story);
        if (result == no_namespaces) {
            GTEST_SKIP() << "this machine does not let its users make namespaces";
        }
        EXPECT_EQ(result, 0);
    }
};

TEST_F(LiveEvents, ACableComesAndGoes) {
    run(cable_story);
}

TEST_F(LiveEvents, AnMtuIsNotWorthAReport) {
    run(mtu_story);
}

TEST_F(LiveEvents, LostEventsAreMadeGood) {
    run(overrun_story);
}

}  // namespace
}  // namespace magpie::agent
