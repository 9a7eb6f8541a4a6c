#include "agent/capture/pcap/live_source.hpp"

#include <pcap/pcap.h>

#include <algorithm>
#include <climits>
#include <string_view>

namespace magpie::agent {

namespace {

// Wake-ups cost, parsing does not: the kernel wakes us when a block is full, or after this.
constexpr int block_time_ms = 100;
/// Four blocks of libpcap's. With fewer the kernel loses a frame every now and then without being short of room:
/// whether there is any it asks, without a lock, of the block a quarter of the ring ahead (__tpacket_v3_has_room),
/// which would be the one that its timer is just closing on another processor.
constexpr int ring_bytes = 1024 * 1024;
/// Headers; what clients say to each other stays in the kernel. What a DHCP message is stands behind 282 bytes, its
/// server and portal a little further; a long beacon names its last networks there.
constexpr int most_bytes = 512;

/// The kernel takes a VLAN tag off and keeps it beside the frame; libpcap asks for it there and puts it back.
constexpr const char* of_connections =
    "ether proto 0x888e or tcp or udp port 53 or udp port 67 or udp port 68 or "
    "(vlan and (ether proto 0x888e or tcp or udp port 53 or udp port 67 or udp port 68 or "
    "(vlan and (ether proto 0x888e or tcp or udp port 53 or udp port 67 or udp port 68))))";
/// No program at all would cut no frame: it is the filter that tells the kernel how much of a frame is wanted.
constexpr const char* of_the_air = "";
constexpr const char* of_neighbours = "ether proto 0x88cc or (vlan and ether proto 0x88cc)";

const char* filter_of(capture::InterfaceKind kind) {
    switch (kind) {
        case capture::InterfaceKind::air:
            return of_the_air;
        case capture::InterfaceKind::client:
            return of_connections;
        case capture::InterfaceKind::line:
            break;
    }
    return of_neighbours;
}

std::string name_of(int type) {
    const char* name = pcap_datalink_val_to_name(type);
    return name != nullptr ? name : std::to_string(type);
}

std::string problem_of(pcap_t* handle, const std::string& interface, int status) {
    const std::string_view detail = pcap_geterr(handle);
    return interface + ": " + (detail.empty() ? pcap_statustostr(status) : std::string(detail));
}

struct Delivery {
    const std::function<void(const CapturedFrame&)>& take;
    std::size_t frames = 0;
};

void hand_over(u_char* user, const pcap_pkthdr* header, const u_char* bytes) {
    auto& delivery = *reinterpret_cast<Delivery*>(user);
    ++delivery.frames;
    delivery.take(
        {.bytes = std::as_bytes(std::span(bytes, header->caplen)),
         .length = header->len,
         .at = CaptureTime(std::chrono::seconds(header->ts.tv_sec) + std::chrono::microseconds(header->ts.tv_usec))});
}

}  // namespace

void LiveSource::Close::operator()(pcap* handle) const {
    pcap_close(handle);
}

tl::expected<std::unique_ptr<PacketSource>, std::string> LiveSource::open(const std::string& interface,
                                                                          capture::InterfaceKind kind) {
    char problem[PCAP_ERRBUF_SIZE] = "";
    Handle handle(pcap_create(interface.c_str(), problem));
    if (!handle) {
        return tl::unexpected(interface + ": " + problem);
    }
    auto* const pcap = handle.get();
    const bool air = kind == capture::InterfaceKind::air;
    pcap_set_snaplen(pcap, most_bytes);
    pcap_set_buffer_size(pcap, ring_bytes);
    pcap_set_timeout(pcap, block_time_ms);
    // A bridge sees what its ports say to each other only when it is asked to, and a card what is said to its switch.
    pcap_set_promisc(pcap, air ? 0 : 1);
    if (const int status = pcap_activate(pcap); status < 0) {
        return tl::unexpected(problem_of(pcap, interface, status));
    }
    const int type = pcap_datalink(pcap);
    if (type != (air ? DLT_IEEE802_11_RADIO : DLT_EN10MB)) {
        return tl::unexpected(interface + ": its frames are " + name_of(type) + ", not " +
                              name_of(air ? DLT_IEEE802_11_RADIO : DLT_EN10MB));
    }
    // Compiled for the open capture, as VLAN tags want it; what came before goes through the same filter in libpcap.
    bpf_program program{};
    if (pcap_compile(pcap, &program, filter_of(kind), 1, PCAP_NETMASK_UNKNOWN) != 0) {
        return tl::unexpected(problem_of(pcap, interface, PCAP_ERROR));
    }
    const bool set = pcap_setfilter(pcap, &program) == 0;
    pcap_freecode(&program);
    if (!set || pcap_setnonblock(pcap, 1, problem) != 0) {
        return tl::unexpected(problem_of(pcap, interface, PCAP_ERROR));
    }
    return std::unique_ptr<PacketSource>(
        new LiveSource(std::move(handle), air ? LinkType::radiotap : LinkType::ethernet));
}

std::size_t LiveSource::read(std::size_t most, const std::function<void(const CapturedFrame&)>& take) {
    Delivery delivery{.take = take};
    const int wanted = static_cast<int>(std::min<std::size_t>(most, INT_MAX));
    if (pcap_dispatch(handle_.get(), wanted, hand_over, reinterpret_cast<u_char*>(&delivery)) < 0) {
        ended_ = true;
    }
    return delivery.frames;
}

std::uint64_t LiveSource::dropped() {
    pcap_stat counts{};
    if (pcap_stats(handle_.get(), &counts) == 0) {
        dropped_ += static_cast<std::uint32_t>(counts.ps_drop - dropped_before_);
        dropped_before_ = counts.ps_drop;
    }
    return dropped_;
}

int LiveSource::descriptor() const {
    return pcap_get_selectable_fd(handle_.get());
}

}  // namespace magpie::agent
