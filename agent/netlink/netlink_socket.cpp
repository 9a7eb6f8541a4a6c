#include "agent/netlink/netlink_socket.hpp"

#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <cstring>

namespace magpie::agent {

namespace {

/// The kernel fills at most 32 kB at once (af_netlink.c, max_recvmsg_len); with a size of its own libnl needs no
/// second call to peek.
constexpr std::size_t buffer_size = 64 * 1024;
/// No sane answer is longer: 5,000 interfaces.
constexpr std::size_t longest_answer = 8 * 1024 * 1024;
/// Datagrams taken in one call of receive(), so that a flood of events does not hold the loop.
constexpr int most_datagrams = 64;
constexpr int event_buffer_bytes = 256 * 1024;

struct FreeCallbacks {
    void operator()(nl_cb* callbacks) const { nl_cb_put(callbacks); }
};
struct FreeMessage {
    void operator()(nl_msg* message) const { nlmsg_free(message); }
};
using Callbacks = std::unique_ptr<nl_cb, FreeCallbacks>;

NetlinkError from_errno(int number) {
    switch (number) {
        case EPERM:
        case EACCES:
            return NetlinkError::permission;
        case EOPNOTSUPP:
        case EPROTONOSUPPORT:
        case EAFNOSUPPORT:
            return NetlinkError::unsupported;
        case ENODEV:
        case ENOENT:
            return NetlinkError::gone;
        default:
            return NetlinkError::refused;
    }
}

NetlinkError from_libnl(int error) {
    switch (-error) {
        case NLE_PERM:
        case NLE_NOACCESS:
            return NetlinkError::permission;
        case NLE_OPNOTSUPP:
        case NLE_OBJ_NOTFOUND:
        case NLE_PROTO_MISMATCH:
        case NLE_AF_NOSUPPORT:
            return NetlinkError::unsupported;
        case NLE_DUMP_INTR:
            return NetlinkError::interrupted;
        case NLE_AGAIN:
            return NetlinkError::timeout;
        case NLE_MSG_TRUNC:
        case NLE_MSG_TOOSHORT:
        case NLE_MSG_OVERFLOW:
        case NLE_SEQ_MISMATCH:
            return NetlinkError::malformed;
        default:
            return NetlinkError::broken;
    }
}

/// What the callbacks of libnl leave behind; they are C and must not throw.
struct Conversation {
    std::vector<std::byte>* messages = nullptr;
    bool finished = false;
    int error = 0;
    bool too_long = false;
};

/// Only the kernel is believed: any process may write to a netlink port that it can guess.
int check_sender(nl_msg* message, void*) {
    return nlmsg_get_src(message)->nl_pid == 0 ? NL_OK : NL_SKIP;
}

int keep(nl_msg* message, void* argument) {
    auto& conversation = *static_cast<Conversation*>(argument);
    const auto* header = nlmsg_hdr(message);
    auto& messages = *conversation.messages;
    const auto start = messages.size();
    const auto length = (std::size_t{header->nlmsg_len} + 3) & ~std::size_t{3};
    if (start + length > longest_answer) {
        conversation.too_long = true;
        return NL_STOP;
    }
    messages.resize(start + length);
    std::memcpy(messages.data() + start, header, header->nlmsg_len);
    return NL_OK;
}

int acknowledged(nl_msg*, void* argument) {
    static_cast<Conversation*>(argument)->finished = true;
    return NL_STOP;
}

/// NLMSG_DONE ends a dump; a failed one carries its error there, which libnl 3.7 does not look at.
int dump_ended(nl_msg* message, void* argument) {
    auto& conversation = *static_cast<Conversation*>(argument);
    const auto* header = nlmsg_hdr(message);
    int code = 0;
    if (nlmsg_datalen(header) >= static_cast<int>(sizeof(code))) {
        std::memcpy(&code, nlmsg_data(header), sizeof(code));
    }
    conversation.error = code < 0 ? -code : 0;
    conversation.finished = true;
    return NL_OK;
}

int refused(sockaddr_nl*, nlmsgerr* answer, void* argument) {
    auto& conversation = *static_cast<Conversation*>(argument);
    conversation.error = -answer->error;
    conversation.finished = true;
    return NL_STOP;
}

Callbacks callbacks_for(Conversation& conversation) {
    Callbacks callbacks(nl_cb_alloc(NL_CB_DEFAULT));
    if (callbacks) {
        nl_cb_set(callbacks.get(), NL_CB_MSG_IN, NL_CB_CUSTOM, check_sender, nullptr);
        nl_cb_set(callbacks.get(), NL_CB_VALID, NL_CB_CUSTOM, keep, &conversation);
        nl_cb_set(callbacks.get(), NL_CB_ACK, NL_CB_CUSTOM, acknowledged, &conversation);
        nl_cb_set(callbacks.get(), NL_CB_FINISH, NL_CB_CUSTOM, dump_ended, &conversation);
        nl_cb_err(callbacks.get(), NL_CB_CUSTOM, refused, &conversation);
    }
    return callbacks;
}

}  // namespace

void NetlinkSocket::Free::operator()(nl_sock* socket) const {
    nl_socket_free(socket);
}

tl::expected<NetlinkSocket::Socket, NetlinkError> NetlinkSocket::open() const {
    Socket socket(nl_socket_alloc());
    if (!socket) {
        return tl::unexpected(NetlinkError::broken);
    }
    if (const int error = nl_connect(socket.get(), protocol_); error < 0) {
        return tl::unexpected(from_libnl(error));
    }
    nl_socket_set_msg_buf_size(socket.get(), buffer_size);
    return socket;
}

tl::expected<nl_sock*, NetlinkError> NetlinkSocket::question_socket() {
    if (!questions_) {
        auto socket = open();
        if (!socket) {
            return tl::unexpected(socket.error());
        }
        const timeval patience{.tv_sec = 1, .tv_usec = 0};
        if (setsockopt(nl_socket_get_fd(socket->get()), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) != 0) {
            return tl::unexpected(NetlinkError::broken);
        }
        questions_ = std::move(*socket);
    }
    return questions_.get();
}

tl::expected<void, NetlinkError> NetlinkSocket::ask(const NetlinkRequest& request, std::vector<std::byte>& answer) {
    const auto socket = question_socket();
    if (!socket) {
        return tl::unexpected(socket.error());
    }
    const std::unique_ptr<nl_msg, FreeMessage> message(nlmsg_alloc_simple(request.type, request.flags));
    Conversation conversation{.messages = &answer};
    const auto callbacks = callbacks_for(conversation);
    if (!message || !callbacks ||
        nlmsg_append(message.get(), const_cast<std::byte*>(request.payload.data()), request.payload.size(),
                     NLMSG_ALIGNTO) < 0) {
        return tl::unexpected(NetlinkError::broken);
    }

    int result = nl_send_auto(*socket, message.get());
    while (result >= 0 && !conversation.finished && !conversation.too_long) {
        result = nl_recvmsgs_report(*socket, callbacks.get());
        if (result == 0) {
            result = -NLE_FAILURE;  // end of file
        }
    }
    if (conversation.finished) {
        if (conversation.error != 0) {
            return tl::unexpected(from_errno(conversation.error));
        }
        if (result == -NLE_DUMP_INTR) {
            return tl::unexpected(NetlinkError::interrupted);
        }
        return {};
    }
    // The rest of the answer may still arrive: what comes next must not take it for its own.
    questions_.reset();
    return tl::unexpected(conversation.too_long ? NetlinkError::malformed : from_libnl(result));
}

tl::expected<std::uint16_t, NetlinkError> NetlinkSocket::family(const std::string& name) {
    const auto socket = question_socket();
    if (!socket) {
        return tl::unexpected(socket.error());
    }
    const int number = genl_ctrl_resolve(*socket, name.c_str());
    if (number < 0) {
        questions_.reset();
        return tl::unexpected(from_libnl(number));
    }
    return static_cast<std::uint16_t>(number);
}

tl::expected<std::uint32_t, NetlinkError> NetlinkSocket::number_of(const NetlinkGroup& group) {
    if (const auto* number = std::get_if<std::uint32_t>(&group)) {
        return *number;
    }
    const auto& named = std::get<GenericGroup>(group);
    const auto socket = question_socket();
    if (!socket) {
        return tl::unexpected(socket.error());
    }
    const int number = genl_ctrl_resolve_grp(*socket, named.family.c_str(), named.name.c_str());
    if (number < 0) {
        questions_.reset();
        return tl::unexpected(from_libnl(number));
    }
    return static_cast<std::uint32_t>(number);
}

tl::expected<void, NetlinkError> NetlinkSocket::join(const NetlinkGroup& group) {
    const auto number = number_of(group);
    if (!number) {
        return tl::unexpected(number.error());
    }
    if (!events_) {
        auto socket = open();
        if (!socket) {
            return tl::unexpected(socket.error());
        }
        // Without this libnl would miss the sequence numbers of answers.
        nl_socket_disable_auto_ack(socket->get());
        // Refused above net.core.rmem_max: then the kernel's default has to do, and overruns are seen.
        nl_socket_set_buffer_size(socket->get(), event_buffer_bytes, 0);
        if (nl_socket_set_nonblocking(socket->get()) < 0) {
            return tl::unexpected(NetlinkError::broken);
        }
        events_ = std::move(*socket);
    }
    if (const int error = nl_socket_add_membership(events_.get(), static_cast<int>(*number)); error < 0) {
        return tl::unexpected(from_libnl(error));
    }
    return {};
}

int NetlinkSocket::event_descriptor() const {
    return events_ ? nl_socket_get_fd(events_.get()) : -1;
}

tl::expected<void, NetlinkError> NetlinkSocket::receive(std::vector<std::byte>& events) {
    if (!events_) {
        return {};
    }
    Conversation conversation{.messages = &events};
    const auto callbacks = callbacks_for(conversation);
    if (!callbacks) {
        return tl::unexpected(NetlinkError::broken);
    }
    for (int datagram = 0; datagram < most_datagrams && !conversation.too_long; ++datagram) {
        const int result = nl_recvmsgs_report(events_.get(), callbacks.get());
        if (result == -NLE_AGAIN) {
            return {};
        }
        // libnl has one word for ENOBUFS and ENOMEM; after either, events are missing.
        if (result == -NLE_NOMEM) {
            return tl::unexpected(NetlinkError::overrun);
        }
        if (result < 0) {
            return tl::unexpected(from_libnl(result));
        }
    }
    if (conversation.too_long) {
        return tl::unexpected(NetlinkError::overrun);
    }
    return {};
}

}  // namespace magpie::agent
