#include <algorithm>
#include <string>
#include <utility>

#include "collector/fleet/fleet.hpp"
#include "collector/fleet/label_text.hpp"

namespace magpie::collector {

namespace {

constexpr std::string_view label_end = "} ";

std::uint32_t place(NodeIndex index) {
    return static_cast<std::uint32_t>(index);
}

std::string label_of(std::string_view device) {
    return ",device=\"" + label_value_text(device) + "\"" + std::string(label_end);
}

}  // namespace

bool Fleet::device_born(NodeIndex node, std::string_view name, UtcMs now) {
    auto& entry = nodes_[place(node)];
    if (entry.life != Life::up) {
        return false;
    }
    // By label, not by name: what would look alike on the page is one device.
    auto label = label_of(name);
    auto device = std::ranges::find(entry.devices, label, &Device::label);
    if (device == entry.devices.end()) {
        if (entry.devices.size() >= most_devices) {
            return false;
        }
        entry.devices.push_back({.name = std::string(name), .label = std::move(label)});
        device = std::prev(entry.devices.end());
    }
    if (!device->up) {
        device->up = true;
        device->since = now;
        ++counts_.devices_up;
    }
    return true;
}

void Fleet::device_died(NodeIndex node, std::string_view name, UtcMs now) {
    auto& entry = nodes_[place(node)];
    const auto device = std::ranges::find(entry.devices, label_of(name), &Device::label);
    if (device != entry.devices.end()) {
        device_down(*device, now);
    }
}

std::optional<NodeIndex> Fleet::expose_device(NodeIndex node, std::string_view name, ShapeIndex shape) {
    const auto label = label_of(name);
    const auto find_device = [&]() -> Device* {
        auto& devices = nodes_[place(node)].devices;
        const auto device = std::ranges::find(devices, label, &Device::label);
        return device != devices.end() && device->up ? &*device : nullptr;
    };
    const auto* const device = find_device();
    if (device == nullptr) {
        return std::nullopt;
    }
    auto index = device->series;
    if (index == Node::none) {
        const auto& owner = nodes_[place(node)];
        const auto text =
            std::string(owner.text.get(), owner.text_size) + label.substr(0, label.size() - label_end.size());
        index = new_place(text, owner.hash);
        nodes_[index].kind = NodeKind::device;
        nodes_[index].life = Life::up;
        find_device()->series = index;  // again, for all of them may have moved
    }
    begin_row(index, shape, {});
    return NodeIndex{index};
}

void Fleet::devices_down(Node& entry, UtcMs now) {
    for (auto& device : entry.devices) {
        device_down(device, now);
    }
}

void Fleet::device_down(Device& device, UtcMs now) {
    if (!device.up) {
        return;
    }
    device.up = false;
    device.since = now;
    --counts_.devices_up;
    if (device.series != Node::none) {
        auto& entry = nodes_[device.series];
        leave_row(entry);
        release(entry);
        entry = Node{};
        free_nodes_.push_back(std::exchange(device.series, Node::none));
    }
}

}  // namespace magpie::collector
